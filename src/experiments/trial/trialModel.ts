import { attentionMechanism } from "../../attention/attentionMechanisms";
import type { AttentionModelConfig } from "../../transformer/attentionTransformer";
import { transformerConfig } from "../../transformer/transformerConfig";
import type { Task } from "../../data/task";
import type { TrialTraining } from "./trialConfig";

/** What a task asks of a model. */
export type TaskShape = Pick<Task["train"], "vocabSize" | "seqLen" | "nClasses">;

/**
 * The model of a trial around a mechanism: token table, sinusoidal positions, one pre-LN block with residuals, mean pooling. All arms of a
 * task share everything but the mechanism, which takes its own defaults.
 *
 * @throws ArgumentError for an unknown mechanism or a shape that is not valid
 */
export function trialModel(mechanism: string, shape: TaskShape, training: TrialTraining): AttentionModelConfig {
  const { embedDim, nHeads, ffnDim } = training;
  const takesLength = attentionMechanism(mechanism).options.some(({ name }) => name === "seqLen");
  const transformer = transformerConfig({
    vocabSize: shape.vocabSize,
    embedDim,
    nClasses: shape.nClasses,
    nHeads,
    nBlocks: 1,
    ffnDim,
    activation: "gelu",
    norm: "pre",
    residual: true,
    positions: "sinusoidal",
    pooling: "mean",
    causal: false,
    paddingId: null,
    embedding: { kind: "table" },
  });
  return { transformer, mechanism, options: takesLength ? { seqLen: shape.seqLen } : {} };
}
