import { attentionMechanism } from "../../attention/attentionMechanisms";
import type { AttentionConfig } from "../../attention/mechanism";
import { Random } from "../../core/random";
import { corpusDifficulty } from "../../data/corpusDifficulty";
import { taskDifficulty } from "../../data/difficulty";
import { syntheticBayes } from "../../data/syntheticSentiment";
import { loadCorpus, type CorpusName } from "../../data/taskRegistry";
import type { BatchSource, TrainableModel } from "../../training/trainableModel";
import type { TrainingData } from "../../training/trainOptions";
import { attentionTransformer, type AttentionModelConfig } from "../../transformer/attentionTransformer";
import { CausalLanguageModel, languageModelConfig } from "../../transformer/causalLanguageModel";
import { lengthOption } from "../../transformer/lengthOption";
import { StagedTransformer } from "../../transformer/stagedTransformer";
import type { Transformer } from "../../transformer/transformer";
import { countedModel } from "../countedModel";
import { languageModel, languageSource, type LanguageBatch } from "../languageModel";
import { armConfig, armModel } from "../models";
import type { RunRecord } from "./runRecord";
import { sequenceModel, sequenceSource, type SequenceBatch } from "../sequenceModel";
import { taskRows, type TaskName } from "../tasks";
import type { TrainModelConfig } from "./trainModelConfig";

/** A model with its rows, ready for the training loop, and what is known of the task. The transformer is the caller's to dispose. */
export interface PreparedRun<Batch> {
  readonly transformer: Transformer;
  readonly model: TrainableModel<Batch>;
  readonly rows: TrainingData<Batch> & { readonly test: BatchSource<Batch> | null };
  readonly bayes: RunRecord["bayes"];
  readonly difficulty: RunRecord["difficulty"];
}

/** An arm of the comparison, with another attention where one is named. */
export async function preparedClassifier(config: TrainModelConfig, task: TaskName): Promise<PreparedRun<SequenceBatch>> {
  const { model: arm, mechanism, seed } = config;
  const rows = await taskRows(task, seed);
  const difficulty = await taskDifficulty(task, [seed]);
  const transformer =
    mechanism === undefined
      ? armModel(arm, task, seed, config)
      : transformerBuilder(config)(
          {
            transformer: armConfig(arm, task, config),
            mechanism,
            options: { ...lengthOption(mechanism, rows.train.seqLen), ...circuitOptions(mechanism, config) },
          },
          new Random(seed).split("init"),
        );
  return {
    transformer,
    model: blendable(countedModel(sequenceModel(transformer), transformer), transformer),
    rows: {
      train: sequenceSource(rows.train),
      validation: sequenceSource(rows.validation),
      test: rows.test && sequenceSource(rows.test),
    },
    bayes: task === "synthetic" ? syntheticBayes() : null,
    difficulty,
  };
}

/** A causal language model of a corpus. */
export function preparedLanguageModel(config: TrainModelConfig, task: CorpusName): PreparedRun<LanguageBatch> {
  const { model: arm, mechanism = "scaled-dot-product", seed, diffMethod, shots, engine } = config;
  const corpus = loadCorpus(task, seed);
  const options = circuitOptions(mechanism, config);
  const choice = languageModelConfig(corpus, { arm, mechanism, options, quantum: { diffMethod, shots, engine } });
  const predictor = new CausalLanguageModel(choice, new Random(seed).split("init"), transformerBuilder(config));
  const { transformer } = predictor;
  const [train, validation, test] = [corpus.train, corpus.validation, corpus.test].map((rows) => languageSource(rows, corpus.seqLen)) as [
    BatchSource<LanguageBatch>,
    BatchSource<LanguageBatch>,
    BatchSource<LanguageBatch>,
  ];
  return {
    transformer,
    model: blendable(countedModel(languageModel(predictor), transformer), transformer),
    rows: { train, validation, test },
    bayes: corpus.bayes,
    difficulty: corpusDifficulty(task, [seed]),
  };
}

/** With stages, the classical attention stands in the model beside the mechanism. */
function transformerBuilder({ stages }: TrainModelConfig): (config: AttentionModelConfig, random: Random) => Transformer {
  return stages === undefined ? attentionTransformer : (choice, random) => new StagedTransformer(choice, random);
}

function blendable<Batch>(model: TrainableModel<Batch>, transformer: Transformer): TrainableModel<Batch> {
  return transformer instanceof StagedTransformer ? { ...model, setBlend: (blend) => transformer.setBlend(blend) } : model;
}

/** How the mechanism's circuits run, as far as it has these options. */
function circuitOptions(mechanism: string, { shots, engine }: TrainModelConfig): Partial<AttentionConfig> {
  const known = attentionMechanism(mechanism).options.map(({ name }) => name);
  const wanted = Object.entries({ shots, engine });
  return Object.fromEntries(wanted.filter(([name, value]) => value !== null && (known as readonly string[]).includes(name)));
}
