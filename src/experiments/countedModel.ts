import { checkKeys } from "../core/check";
import { CheckpointError } from "../core/errors";
import type { Cost, Purpose } from "../gradient/ledger";
import { QuantumEmbedding } from "../layers/quantum/quantumEmbedding";
import type { TrainableModel } from "../training/trainableModel";
import type { Transformer } from "../transformer/transformer";

/** What a model with circuits counts while it trains; token counts are of a quantum embedding. */
interface Counters {
  readonly ledger: Readonly<Record<Purpose, Cost>>;
  readonly tokenCounts: readonly number[];
}

/** A model for the training loop whose circuit ledger and token counts, kept by its transformer, survive in checkpoints. */
export function countedModel<Batch>(model: TrainableModel<Batch>, transformer: Transformer): TrainableModel<Batch> {
  const { embedding, blocks, ledger } = transformer;
  const tokenCounts = embedding instanceof QuantumEmbedding ? embedding.tokenCounts : new Float64Array(0);
  if (tokenCounts.length === 0 && blocks.every(({ attention }) => attention.ledger === undefined)) return model;
  return {
    ...model,
    counters: (): Counters => ({ ledger: ledger.toJSON(), tokenCounts: [...tokenCounts] }),
    restoreCounters: (counters) => {
      const kept = checkedCounters(counters, tokenCounts.length);
      for (const [purpose, cost] of Object.entries(kept.ledger)) ledger.add(purpose as Purpose, cost);
      tokenCounts.set(kept.tokenCounts);
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
