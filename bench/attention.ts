import { attentionMechanisms, createAttention } from "../src/attention/attentionMechanisms";
import type { AttentionConfig, Mechanism } from "../src/attention/mechanism";
import { Random } from "../src/core/random";
import { sequenceModel, type SequenceBatch } from "../src/experiments/sequenceModel";
import { ready } from "../src/layers/backend";
import { TrainingStep } from "../src/training/trainingStep";
import { trainingConfig } from "../src/training/trainingConfig";
import { presetConfig } from "../src/transformer/presets";
import { Transformer } from "../src/transformer/transformer";
import { timing, type Benchmark } from "./benchmark";

const B = 16;
const T = 16;
const VOCABULARY = 64;
/** Width whose amplitudes are 4 qubits. */
const WIDTH = 16;
const STEPS_A_TURN = 10;

interface Runner {
  readonly mechanism: string;
  readonly parameters: number;
  readonly take: () => number;
  readonly timesUs: number[];
  readonly cpuUs: number[];
  readonly dispose: () => void;
}

/** A pre-LN transformer of one block and one head, with this attention in it. */
function runner(mechanism: string, options: Partial<AttentionConfig>): Runner {
  const config = presetConfig("plan", "classical", { vocabSize: VOCABULARY, embedDim: WIDTH, nHeads: 1, nClasses: 2 });
  const attention = () => createAttention(mechanism, { embedDim: WIDTH, ...options });
  const model = new Transformer(config, new Random(42), { attention });
  const training = new TrainingStep(sequenceModel(model), trainingConfig());
  const random = new Random(7);
  const next = (): SequenceBatch => ({
    size: B,
    seqLen: T,
    tokens: Int32Array.from({ length: B * T }, () => random.integer(1, VOCABULARY)),
    mask: null,
    labels: Int32Array.from({ length: B }, () => random.integer(0, 2)),
  });
  const { total } = model.parameterCounts();
  return {
    mechanism,
    parameters: total,
    take: () => training.take(next(), 1).loss,
    timesUs: [],
    cpuUs: [],
    dispose: () => model.dispose(),
  };
}

/** Whether a mechanism has this option. */
const takes = (name: string, option: string): boolean =>
  attentionMechanisms.find((each) => each.name === name)!.options.some((each) => each.name === option);

/** 4 qubits, and as many places in a mixer; heads are 1 by default. */
const sizes = ({ name, kind }: Mechanism): Partial<AttentionConfig> => ({
  ...(takes(name, "nQubits") ? { nQubits: 4 } : {}),
  ...(kind === "mixer" && takes(name, "seqLen") ? { seqLen: T } : {}),
});

/**
 * A whole training step with each mechanism at B 16, T 16, 4 qubits, width 16; they take turns. Target: 3 times scaled dot
 * product; `cpuRatio` is of processor time, which a busy machine disturbs less.
 */
export const benchmark: Benchmark = {
  name: "attention",
  run: async ({ quick }, report) => {
    await ready({ backend: "wasm" });
    const runners = attentionMechanisms.map((row) => runner(row.name, sizes(row)));
    const turns = quick ? 30 : 100;
    for (let turn = 0; turn < turns; turn++)
      for (const { take, timesUs, cpuUs } of runners)
        for (let step = 0; step < STEPS_A_TURN; step++) {
          const began = performance.now();
          const used = process.cpuUsage();
          take();
          const { user, system } = process.cpuUsage(used);
          if (turn < turns * 0.4) continue;
          timesUs.push(1000 * (performance.now() - began));
          cpuUs.push(user + system);
        }
    const baseline = runners.find(({ mechanism }) => mechanism === "scaled-dot-product")!;
    const ratio = (times: readonly number[], base: readonly number[]): number => timing(times).medianUs / timing(base).medianUs;
    for (const { mechanism, parameters, timesUs, cpuUs, dispose } of runners) {
      const { medianUs, minUs, spreadUs, runs } = timing(timesUs);
      const ratios = { ratioToScaledDot: ratio(timesUs, baseline.timesUs), cpuRatio: ratio(cpuUs, baseline.cpuUs) };
      report({
        mechanism,
        qubits: 4,
        batch: B,
        seqLen: T,
        parameters,
        medianUs,
        minUs,
        spreadUs,
        runs,
        ...ratios,
        target: 3,
      });
      dispose();
    }
  },
};
