import { join } from "node:path";
import { writeFileAtomic } from "../src/core/files";
import { packageRoot } from "../src/core/packageRoot";
import { Random } from "../src/core/random";
import { sequenceModel, sequenceSource } from "../src/experiments/sequenceModel";
import { saveFigure } from "../src/figures/export/exportFigure";
import { trainingStepFigure, type TrainingStepData } from "../src/figures/trainingStepFigure";
import { ready } from "../src/layers/backend";
import { QuantumEmbedding } from "../src/layers/quantum/quantumEmbedding";
import { trainingConfig } from "../src/training/trainingConfig";
import { TrainingStep } from "../src/training/trainingStep";
import { presetConfig } from "../src/transformer/presets";
import { Transformer } from "../src/transformer/transformer";
import type { TransformerConfig } from "../src/transformer/transformerConfig";
import { provenance, type Benchmark } from "./benchmark";
import { StepClock } from "./stepClock";

type Profile = TrainingStepData["models"][number];

interface Case {
  readonly model: string;
  readonly config: TransformerConfig;
  readonly B: number;
  readonly T: number;
}

const CASES: readonly Case[] = [
  { model: "reference hybrid, B16 T6 D8", config: presetConfig("reference", "hybrid"), B: 16, T: 6 },
  {
    model: "pre-LN, 2 heads, GELU, B16 T16 D16",
    config: presetConfig("plan", "classical", { vocabSize: 64, embedDim: 16, nHeads: 2, nClasses: 2 }),
    B: 16,
    T: 16,
  },
];

const PARTS = ["batch", "circuits", "embedding", "attention", "feed-forward", "norms, residuals, pooling, classifier", "loss", "optimiser", "tape, tensors, clip"] as const; // prettier-ignore
const ROWS = 800;

/** A training step of a model, its parts watched by `clock` where one is given. */
function trainer({ config, B, T }: Case, clock: StepClock | null): () => void {
  const random = new Random(42);
  const { vocabSize, nClasses } = config;
  const tokens = Int32Array.from({ length: ROWS * T }, () => random.integer(1, vocabSize));
  const labels = Int32Array.from({ length: ROWS }, () => random.integer(0, nClasses));
  const source = sequenceSource({ name: "random", vocabSize, seqLen: T, nClasses, size: ROWS, tokens, mask: null, labels });
  const model = new Transformer(config, random.split("init"));
  const adapter = sequenceModel(model);
  const watched = clock === null ? adapter : { ...adapter, loss: (batch: Parameters<typeof adapter.loss>[0]) => clock.within("batch", () => adapter.loss(batch)) }; // prettier-ignore
  const training = new TrainingStep(watched, trainingConfig());
  const nextRows = (): number[] => Array.from({ length: B }, () => random.integer(0, ROWS));
  if (clock === null) return () => void training.take(source.batch(nextRows()), 1);
  watchModel(clock, model);
  for (const method of ["step", "assign"]) clock.watch(method === "step" ? training.adam : training.flat, method, () => "optimiser");
  clock.watch(training.flat, "gatherGradients", () => "optimiser");
  return () => {
    const batch = clock.within("batch", () => source.batch(nextRows()));
    training.take(batch, 1);
  };
}

function watchModel(clock: StepClock, model: Transformer): void {
  const forward = model.forward.bind(model);
  model.forward = (...args) => {
    const logits = clock.within("norms, residuals, pooling, classifier", () => forward(...args));
    clock.becomes("loss");
    return logits;
  };
  clock.watch(model.embedding, "call", () => "embedding");
  if (model.embedding instanceof QuantumEmbedding) {
    clock.watch(model.embedding.runner, "values", () => "circuits");
    clock.watch(model.embedding.runner, "vjp", () => "circuits, backward");
  }
  for (const block of model.blocks) {
    clock.watch(block.attention, "mix", () => "attention");
    clock.watch(Reflect.get(block, "ffn") as object, "call", () => "feed-forward");
  }
}

/** Means over the quieter half of the steps, so that the parts still add up. */
function quieterHalf(steps: readonly ReadonlyMap<string, number>[]): Map<string, number> {
  const total = (step: ReadonlyMap<string, number>): number => [...step.values()].reduce((sum, us) => sum + us, 0);
  const quiet = [...steps].sort((a, b) => total(a) - total(b)).slice(0, steps.length >> 1);
  const mean = new Map<string, number>();
  for (const step of quiet) for (const [part, us] of step) mean.set(part, (mean.get(part) ?? 0) + us / quiet.length);
  return mean;
}

function profile(each: Case, nSteps: number): Profile {
  const [clock, outer] = [new StepClock(), new StepClock()];
  const [watched, plain] = [trainer(each, clock), trainer(each, null)];
  const [divided, whole]: ReadonlyMap<string, number>[][] = [[], []];
  for (let i = 0; i < 1.5 * nSteps; i++) {
    const parts = clock.step("tape, tensors, clip", watched);
    const step = outer.step("step", plain);
    if (i < nSteps / 2) continue;
    divided!.push(parts);
    whole!.push(step);
  }
  const mean = quieterHalf(divided!);
  const parts = PARTS.map((part) => ({ part, forwardUs: mean.get(part) ?? 0, backwardUs: mean.get(`${part}, backward`) ?? 0 }));
  return { model: each.model, parts, unwatchedUs: quieterHalf(whole!).get("step")! };
}

/**
 * Where the time of a warm training step goes, by part, forward and backward; an unwatched model takes turns, so that the cost of watching
 * shows. Writes bench/results/step-profile.json and figures/training_step.* unless quick.
 */
export const benchmark: Benchmark = {
  name: "step-profile",
  run: async ({ quick }, report) => {
    const info = await ready({ backend: "wasm" });
    const models = CASES.map((each) => profile(each, quick ? 400 : 4000));
    for (const { model, parts, unwatchedUs } of models) {
      const total = parts.reduce((sum, { forwardUs, backwardUs }) => sum + forwardUs + backwardUs, 0);
      for (const { part, forwardUs, backwardUs } of parts)
        if (forwardUs + backwardUs > 0)
          report({ peer: "ours", work: "step-profile", model, part, forwardUs, backwardUs, share: (forwardUs + backwardUs) / total, stepUs: total, unwatchedUs }); // prettier-ignore
    }
    if (quick) return;
    const result: TrainingStepData = { models };
    const how = { ...provenance("npm run bench -- --only step-profile"), backend: info.name, versions: info.versions };
    writeFileAtomic(join(packageRoot(), "bench", "results", "step-profile.json"), `${JSON.stringify({ ...how, ...result }, null, 1)}\n`);
    const saved = await saveFigure(trainingStepFigure(result), join(packageRoot(), "figures", "training_step"), {
      sidecar: { result, ...how },
    });
    if (saved.missing) console.error(saved.missing);
  },
};
