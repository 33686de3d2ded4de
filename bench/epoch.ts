import { Random } from "../src/core/random";
import { syntheticSentiment } from "../src/data/syntheticSentiment";
import { sequenceModel, sequenceSource } from "../src/experiments/sequenceModel";
import { ready } from "../src/layers/backend";
import { trainingConfig } from "../src/training/trainingConfig";
import { TrainingStep } from "../src/training/trainingStep";
import { presetConfig } from "../src/transformer/presets";
import { Transformer } from "../src/transformer/transformer";
import { timing, type Benchmark } from "./benchmark";

const ROWS = 800;
const BATCH = 16;
/** Rounds before the first that counts: the compiler is done with tfjs by then. */
const WARM_UPS = 30;
const ARMS = ["classical", "hybrid", "control"] as const;

interface Runner {
  readonly arm: (typeof ARMS)[number];
  readonly epoch: (order: readonly number[]) => void;
  readonly dispose: () => void;
  readonly timesUs: number[];
}

function runner(arm: Runner["arm"]): Runner {
  const source = sequenceSource(syntheticSentiment(ROWS, new Random(42).split("data")));
  const model = new Transformer(presetConfig("reference", arm), new Random(42).split("init"));
  const training = new TrainingStep(sequenceModel(model), trainingConfig());
  const epoch = (order: readonly number[]): void => {
    for (let start = 0; start < ROWS; start += BATCH) training.take(source.batch(order.slice(start, start + BATCH)), 1);
  };
  return { arm, epoch, dispose: () => model.dispose(), timesUs: [] };
}

/**
 * A training epoch of the reference task (50 steps of 16 sequences, validation excluded), each arm; they take turns. The ratio to the classical
 * arm is the median over the rounds, in each of which a busy machine slows both.
 */
export const benchmark: Benchmark = {
  name: "epoch",
  run: async ({ quick }, report) => {
    await ready({ backend: "wasm" });
    const random = new Random(1);
    const runners = ARMS.map(runner);
    for (let round = 0; round < WARM_UPS + (quick ? 100 : 300); round++) {
      const order = random.permutation(ROWS);
      for (const { epoch, timesUs } of runners) {
        const began = performance.now();
        epoch(order);
        if (round >= WARM_UPS) timesUs.push(1000 * (performance.now() - began));
      }
    }
    const classical = runners[0]!.timesUs;
    for (const { arm, timesUs, dispose } of runners) {
      const { medianUs, minUs, spreadUs, runs } = timing(timesUs);
      const size = arm === "hybrid" ? { qubits: 4, layers: 2 } : { qubits: 0, layers: 0 };
      const { medianUs: ratioToClassical } = timing(timesUs.map((us, round) => us / classical[round]!));
      const times = { medianUs, minUs, spreadUs, runs, ratioToClassical };
      report({ peer: "ours", arm, ...size, batch: BATCH, work: "epoch", ...times, maxAbsError: null });
      dispose();
    }
  },
};
