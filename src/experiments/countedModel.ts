import { checkKeys } from "../core/check";
import { CheckpointError } from "../core/errors";
import type { Cost, Purpose } from "../gradient/ledger";
import { QuantumEmbedding } from "../layers/quantum/quantumEmbedding";
import type { TrainableModel } from "../training/trainableModel";
import type { Transformer } from "../transformer/transformer";
import { sequenceModel, type SequenceBatch } from "./sequenceModel";

/** What a hybrid counts while it trains. */
interface Counters {
  readonly ledger: Readonly<Record<Purpose, Cost>>;
  readonly tokenCounts: readonly number[];
}

/** A transformer for the training loop whose circuit ledger and token counts survive in checkpoints. */
export function countedModel(transformer: Transformer): TrainableModel<SequenceBatch> {
  const model = sequenceModel(transformer);
  const { embedding } = transformer;
  if (!(embedding instanceof QuantumEmbedding)) return model;
  const { ledger } = embedding.runner;
  return {
    ...model,
    counters: (): Counters => ({ ledger: ledger.toJSON(), tokenCounts: [...embedding.tokenCounts] }),
    restoreCounters: (counters) => {
      const { ledger: costs, tokenCounts } = checkedCounters(counters, embedding.tokenCounts.length);
      for (const [purpose, cost] of Object.entries(costs)) ledger.add(purpose as Purpose, cost);
      embedding.tokenCounts.set(tokenCounts);
    },
  };
}

function checkedCounters(counters: unknown, vocabSize: number): Counters {
  const found = counters as Partial<Counters> | null;
  if (found?.ledger === undefined || found.tokenCounts?.length !== vocabSize) {
    throw new CheckpointError("resume: the checkpoint lacks the circuit ledger of a hybrid; resume with the model that wrote it");
  }
  checkKeys("resume", found.ledger, ["forward", "gradient", "evaluation"]);
  return found as Counters;
}
