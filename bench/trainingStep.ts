import { Random } from "../src/core/random";
import { sequenceModel, type SequenceBatch } from "../src/experiments/sequenceModel";
import { ready } from "../src/layers/backend";
import { TrainingStep } from "../src/training/trainingStep";
import { trainingConfig } from "../src/training/trainingConfig";
import { presetConfig } from "../src/transformer/presets";
import { Transformer } from "../src/transformer/transformer";
import type { TransformerConfig } from "../src/transformer/transformerConfig";
import type { Benchmark } from "./benchmark";
import { NaiveTransformer } from "./naiveTransformer";

/** One model trained one way. */
type TrainingStepRow = {
  readonly model: string;
  /** simd and plain: this library's kernels; naive: tfjs' own operations and optimiser. */
  readonly variant: "simd" | "plain" | "naive";
  readonly batch: number;
  readonly parameters: number;
  readonly medianMs: number;
  readonly p10Ms: number;
  readonly p90Ms: number;
  readonly steps: number;
  /** Loss of the hundredth step: the same for every variant. */
  readonly loss100: number;
  /** What the project set itself, for simd. */
  readonly targetMs: number | null;
};

interface Case {
  readonly model: string;
  readonly config: TransformerConfig;
  readonly B: number;
  readonly T: number;
  readonly targetMs: number;
  /** Timed steps of a round. */
  readonly steps: number;
}

const preLn = (width: number): TransformerConfig =>
  presetConfig("plan", "classical", { vocabSize: 64, embedDim: width, nHeads: 2, nClasses: 2 });

const CASES: readonly Case[] = [
  { model: "reference classical", config: presetConfig("reference", "classical"), B: 16, T: 6, targetMs: 0.3, steps: 100 },
  { model: "reference hybrid", config: presetConfig("reference", "hybrid"), B: 16, T: 6, targetMs: 0.35, steps: 100 },
  { model: "pre-LN 2 heads GELU B16 T16 D16", config: preLn(16), B: 16, T: 16, targetMs: 0.8, steps: 40 },
  { model: "pre-LN 2 heads GELU B32 T32 D32", config: preLn(32), B: 32, T: 32, targetMs: 6, steps: 10 },
];

/** Learnable batches: half of the tokens tell the label. */
function batches({ B, T, config }: Case): () => SequenceBatch {
  const random = new Random(7);
  const half = config.vocabSize >> 1;
  return () => {
    const tokens = new Int32Array(B * T);
    const labels = Int32Array.from({ length: B }, () => random.integer(0, 2));
    for (let i = 0; i < tokens.length; i++) {
      const telling = i % T < T / 2;
      const high = labels[Math.floor(i / T)] === 1;
      tokens[i] = telling ? random.integer(high ? half : 1, high ? config.vocabSize : half) : random.integer(1, config.vocabSize);
    }
    return { size: B, seqLen: T, tokens, mask: null, labels };
  };
}

interface Runner {
  readonly variant: TrainingStepRow["variant"];
  readonly next: () => SequenceBatch;
  readonly step: (batch: SequenceBatch) => number;
  readonly losses: number[];
  readonly times: number[];
  readonly dispose: () => void;
}

function runner(variant: Runner["variant"], model: Transformer, next: () => SequenceBatch): Runner {
  const common = { variant, next, losses: [], times: [] };
  if (variant === "naive") {
    const naive = new NaiveTransformer(model);
    return { ...common, step: (batch) => naive.step(batch), dispose: () => (naive.dispose(), model.dispose()) };
  }
  const training = new TrainingStep(sequenceModel(model), trainingConfig());
  return { ...common, step: (batch) => training.take(batch, 1).loss, dispose: () => model.dispose() };
}

async function runCase(each: Case, rounds: number): Promise<TrainingStepRow[]> {
  const variants: Runner["variant"][] = each.config.embedding.kind === "quantum" ? ["simd", "plain"] : ["simd", "plain", "naive"];
  const runners = variants.map((variant) => runner(variant, new Transformer(each.config, new Random(42)), batches(each)));
  for (let round = 0; round < rounds; round++)
    for (const { variant, next, step, losses, times } of runners) {
      await ready({ backend: "wasm", kernels: variant === "simd" ? "simd" : "plain" });
      for (let i = 0; i < each.steps; i++) {
        const batch = next();
        const start = performance.now();
        losses.push(step(batch));
        times.push(performance.now() - start);
      }
    }
  const parameters = new Transformer(each.config, new Random(42));
  const { total } = parameters.parameterCounts();
  parameters.dispose();
  return runners.map(({ variant, losses, times, dispose }) => {
    const warm = times.slice(Math.floor(times.length * 0.4)).sort((a, b) => a - b);
    const quantile = (share: number): number => Number(warm[Math.floor(share * warm.length)]!.toFixed(4));
    dispose();
    return {
      model: each.model,
      variant,
      batch: each.B,
      parameters: total,
      medianMs: quantile(0.5),
      p10Ms: quantile(0.1),
      p90Ms: quantile(0.9),
      steps: warm.length,
      loss100: Number(losses[99]!.toFixed(6)),
      targetMs: variant === "simd" ? each.targetMs : null,
    };
  });
}

/**
 * Whole training steps on wasm, one core, warm: batch to tensors, forward, backward, clip, Adam, loss read back.
 * The variants take turns, so that a busy neighbour hits all of them; the first 40 % of the steps warm up.
 */
export const benchmark: Benchmark = {
  name: "training-step",
  run: async ({ quick }, report) => {
    await ready({ backend: "wasm" });
    for (const each of CASES) for (const row of await runCase(each, quick ? 12 : 20)) report({ peer: "ours", work: "step", ...row });
  },
};
