import { getEngine, gradient, type Circuit } from "../src/index";
import { measure, type Benchmark, type BenchmarkRow, type Timing } from "./benchmark";
import { ANSATZ_SIZES, ansatzCircuit, hashedBatch, LARGE_SIZES, RANDOM_SIZE, randomGates } from "./engineWorkload";

/** Rows that are compared with the float64 reference. */
const CHECKED_ROWS = 4;
const SHOTS = 1000;

type Work = "value" | "vjp";

/** Milliseconds that one measured run lasts at least: short work is repeated within it. */
const RUN_MS = 20;

async function measureRepeated(run: () => void, runs: number): Promise<Timing> {
  const warm = performance.now();
  let calls = 0;
  while (performance.now() - warm < 300 || calls < 10) {
    run();
    calls++;
  }
  const began = performance.now();
  run();
  const repeats = Math.max(1, Math.floor(RUN_MS / (performance.now() - began)));
  const { medianUs, minUs, spreadUs } = await measure(() => {
    for (let i = 0; i < repeats; i++) run();
  }, runs);
  return { medianUs: medianUs / repeats, minUs: minUs / repeats, spreadUs: spreadUs / repeats, runs };
}

function largest(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let worst = 0;
  for (let i = 0; i < b.length; i++) worst = Math.max(worst, Math.abs(a[i]! - b[i]!));
  return worst;
}

/** Microseconds a row of the SIMD engine, values or values with gradients, and the error against the reference. */
export async function measureEngine(c: Circuit, batch: number, work: Work, runs: number): Promise<Timing & { maxAbsError: number }> {
  const [ours, oracle] = [getEngine("simd").compile(c), getEngine("reference").compile(c)];
  const { params, observables, weights } = hashedBatch(c, batch);
  const few = hashedBatch(c, Math.min(batch, CHECKED_ROWS));
  let maxAbsError: number;
  let run: () => void;
  if (work === "value") {
    run = () => void ours.expval(params, observables);
    maxAbsError = largest(ours.expval(params, observables), oracle.expval(few.params, few.observables));
  } else {
    run = () => void ours.expvalVjp(params, observables, weights);
    const expected = oracle.expvalVjp(few.params, few.observables, few.weights).gradients.perRow;
    maxAbsError = largest(ours.expvalVjp(params, observables, weights).gradients.perRow, expected);
  }
  const { medianUs, minUs, spreadUs } = await measureRepeated(run, runs);
  return { medianUs: medianUs / batch, minUs: minUs / batch, spreadUs: spreadUs / batch, runs, maxAbsError };
}

/** Values and gradients of the standard sizes and of the random circuit. */
export async function reportBatches(quick: boolean, report: (row: BenchmarkRow) => void): Promise<void> {
  const runs = quick ? 7 : 15;
  for (const work of ["value", "vjp"] as const) {
    for (const size of ANSATZ_SIZES)
      report({ peer: "ours", circuit: "ansatz", ...size, work, ...(await measureEngine(ansatzCircuit(size), size.batch, work, runs)) });
    const { qubits, depth, batch } = RANDOM_SIZE;
    const timing = await measureEngine(randomGates(), batch, work, runs);
    report({ peer: "ours", circuit: "random", qubits, layers: depth, batch, work, ...timing });
  }
}

/** One large state at a time, and a parameter-shift gradient with shots. */
export async function reportSingles(quick: boolean, report: (row: BenchmarkRow) => void): Promise<void> {
  for (const size of quick ? LARGE_SIZES.slice(0, 1) : LARGE_SIZES) {
    const run = getEngine("simd").compile(ansatzCircuit(size));
    const { params, observables } = hashedBatch(run.circuit, 1);
    const timing = await measureRepeated(() => void run.expval(params, observables), quick ? 5 : 9);
    const oracle = getEngine("plain").compile(run.circuit).expval(params, observables);
    const maxAbsError = largest(run.expval(params, observables), oracle);
    report({ peer: "ours", circuit: "ansatz", ...size, work: "large", ...timing, maxAbsError });
  }
  const size = { qubits: 4, layers: 3, batch: 1 };
  const c = ansatzCircuit(size);
  const { params, observables, weights } = hashedBatch(c, 1);
  const options = { diffMethod: "parameter-shift", shots: SHOTS, engine: "simd", seed: 1 } as const;
  const shiftGradient = (): number[] => {
    const { jacobian } = gradient(c, observables, Array.from(params.perRow), options);
    return Array.from(params.perRow, (_, p) => weights.reduce((sum, weight, k) => sum + weight * jacobian[k * c.nParams + p]!, 0));
  };
  const exact = getEngine("reference").compile(c).expvalVjp(params, observables, weights).gradients.perRow;
  const maxAbsError = largest(shiftGradient(), exact);
  report({
    peer: "ours",
    circuit: "ansatz",
    ...size,
    work: "shots",
    ...(await measureRepeated(() => void shiftGradient(), 9)),
    maxAbsError,
  });
}

/** The SIMD engine on the work that `npm run bench:peers` gives to others. Microseconds a row; a circuit (large); a gradient (shots). */
export const benchmark: Benchmark = {
  name: "engine",
  run: async ({ quick }, report) => {
    await reportBatches(quick, report);
    await reportSingles(quick, report);
  },
};
