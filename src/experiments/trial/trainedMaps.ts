import type { Attention } from "../../attention/mechanism";
import { attentionMechanism } from "../../attention/attentionMechanisms";
import { ArgumentError } from "../../core/errors";
import type { AttentionMapData } from "../../figures/attentionMapFigure";
import { subset } from "../../data/dataset";
import { ready } from "../../layers/backend";
import { evaluateModel } from "../../training/evaluateModel";
import type { Transformer } from "../../transformer/transformer";
import { meanEntropy } from "../studies/attentionMaps";
import { sequenceModel, sequenceSource } from "../sequenceModel";
import { studyConfig, type Given } from "../studyConfig";
import { trialConfig, trainingOf } from "./trialConfig";
import { trialModel } from "./trialModel";
import { trainedTrialModel } from "./trialRun";
import { trialTask } from "./trialTask";
import { trialUnit } from "./trialUnit";

/** What `trainedAttentionMaps` trains and draws. */
export interface TrainedMapConfig {
  /** Score mechanisms; default six. */
  readonly mechanisms: readonly string[];
  readonly task: string;
  /** Which row of the test split is shown. */
  readonly row: number;
  readonly seed: number;
  readonly steps: number;
  readonly learningRate: number;
}

/** Attention maps of one test sequence after training, one a mechanism. */
export interface TrainedMaps extends AttentionMapData {
  readonly kind: "trained-attention-maps";
  readonly formatVersion: 1;
  readonly config: TrainedMapConfig;
}

/**
 * Trains one model a mechanism, as a trial does, and gives the attention map of one test sequence: row i holds the weights with which
 * token i attends to every token.
 *
 * @throws ArgumentError for an unknown option, mechanism or task, a mixer (it has no map), or a model that cannot be trained
 * @example
 * ```ts
 * const { words, maps } = await trainedAttentionMaps({ mechanisms: ["swap-test"], task: "first-token", steps: 2 });
 * console.log(words, maps[0]!.weights);
 * ```
 */
export async function trainedAttentionMaps(given: Given<TrainedMapConfig> = {}): Promise<TrainedMaps> {
  const where = "trainedAttentionMaps";
  const mechanisms = ["scaled-dot-product", "hadamard-overlap", "swap-test", "qksan", "smaldone", "qsann"];
  const defaults = { mechanisms, task: "recall", row: 0, seed: 42, steps: 400, learningRate: 0.01 };
  const config = studyConfig<TrainedMapConfig>(where, defaults, given);
  await ready();
  const { mechanisms: names, task: taskName, seed, steps, learningRate, row } = config;
  const settings = trialConfig({ mechanisms: names, tasks: [taskName], seed, nSeeds: 1, steps });
  const task = await trialTask(taskName, seed, settings.maxSeqLen);
  const maps: AttentionMapData["maps"][number][] = [];
  const one = subset(task.test, [row]);
  const length = one.mask === null ? one.seqLen : one.mask.reduce((sum, real) => sum + real, 0);
  for (const mechanism of names) {
    if (attentionMechanism(mechanism).kind === "mixer")
      throw new ArgumentError(`${where}: ${mechanism} is a mixer and has no attention map; choose a score`);
    const model = trialModel(mechanism, task.train, settings);
    const unit = trialUnit({ purpose: "study", task: taskName, model, seed, learningRate, training: trainingOf(settings) });
    const { run, model: trained } = await trainedTrialModel(unit);
    if (trained === null) throw new ArgumentError(`${where}: ${mechanism} cannot be trained on ${taskName}: ${run.failure}`);
    const whole = recordedMap(trained, () => void evaluateModel(sequenceModel(trained), sequenceSource(one), 1));
    trained.dispose();
    const weights = whole.slice(0, length).map((each) => each.slice(0, length).map((a) => Number(a.toFixed(6))));
    maps.push({ title: mechanism, weights, entropy: meanEntropy(weights), circuits: run.circuits, accuracy: run.test!.accuracy });
  }
  const words = Array.from(one.tokens.subarray(0, length), (token) => task.words[token]!);
  const facts = [`${taskName}, one test sequence`, `after ${steps} steps`, `seed ${seed}`];
  return { kind: "trained-attention-maps", formatVersion: 1, config, words, maps, facts };
}

/** The map [query][key] of the first head when `forward` passes one sequence through the first block. */
function recordedMap({ blocks }: Transformer, forward: () => void): number[][] {
  const attention = blocks[0]!.attention as Attention;
  const mix = attention.mix.bind(attention);
  let map: number[][] = [];
  attention.mix = (x, mask, options) => {
    const weights = attention.attentionWeights(x, mask)!;
    map = weights.arraySync()[0]![0]!;
    weights.dispose();
    return mix(x, mask, options);
  };
  forward();
  return map;
}
