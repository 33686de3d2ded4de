import { availableParallelism } from "node:os";
import { expvalVjpWith, getEngine, Random, setEngineThreads, type Circuit, type FloatArray } from "../src/index";
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
  while (performance.now() - warm < 200 || calls < 3) {
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

/** Microseconds a row of the SIMD engine, values or values with gradients, and the error against the reference (null unless checked). */
export async function measureEngine(
  c: Circuit,
  batch: number,
  work: Work,
  runs: number,
  isChecked = true,
): Promise<Timing & { maxAbsError: number | null }> {
  const ours = getEngine("simd").compile(c);
  const { params, observables, weights } = hashedBatch(c, batch);
  const few = hashedBatch(c, Math.min(batch, CHECKED_ROWS));
  const run =
    work === "value" ? () => ours.expval(params, observables) : () => ours.expvalVjp(params, observables, weights).gradients.perRow;
  let maxAbsError: number | null = null;
  if (isChecked) {
    const oracle = getEngine("reference").compile(c);
    const { values, gradients } = oracle.expvalVjp(few.params, few.observables, few.weights);
    maxAbsError = largest(run(), work === "value" ? values : gradients.perRow);
  }
  const { medianUs, minUs, spreadUs } = await measureRepeated(() => void run(), runs);
  return { medianUs: medianUs / batch, minUs: minUs / batch, spreadUs: spreadUs / batch, runs, maxAbsError };
}

/** Values and gradients of the standard sizes and of the random circuit. */
export async function reportBatches(quick: boolean, report: (row: BenchmarkRow) => void): Promise<void> {
  const runs = quick ? 7 : 15;
  setEngineThreads(1);
  for (const work of ["value", "vjp"] as const) {
    for (const size of ANSATZ_SIZES)
      report({ peer: "ours", circuit: "ansatz", ...size, work, ...(await measureEngine(ansatzCircuit(size), size.batch, work, runs)) });
    const { qubits, depth, batch } = RANDOM_SIZE;
    const timing = await measureEngine(randomGates(), batch, work, runs);
    report({ peer: "ours", circuit: "random", qubits, layers: depth, batch, work, ...timing });
  }
}

/** One large state at a time, on one core and on two, and a parameter-shift gradient with shots. */
export async function reportSingles(quick: boolean, report: (row: BenchmarkRow) => void): Promise<void> {
  for (const size of quick ? LARGE_SIZES.slice(0, 1) : LARGE_SIZES) {
    const run = getEngine("simd").compile(ansatzCircuit(size));
    const { params, observables } = hashedBatch(run.circuit, 1);
    const oracle = getEngine("plain").compile(run.circuit).expval(params, observables);
    for (const threads of availableParallelism() > 1 ? [1, 2] : [1]) {
      setEngineThreads(threads);
      const timing = await measureRepeated(() => void run.expval(params, observables), quick ? 5 : 9);
      const maxAbsError = largest(run.expval(params, observables), oracle);
      report({ peer: "ours", circuit: threads === 1 ? "ansatz" : "ansatz on two cores", ...size, work: "large", ...timing, maxAbsError });
    }
  }
  setEngineThreads(1);
  const size = { qubits: 4, layers: 3, batch: 1 };
  const compiled = getEngine("simd").compile(ansatzCircuit(size));
  const { params, observables, weights } = hashedBatch(compiled.circuit, 1);
  Object.freeze(observables);
  const how = { compiled, diffMethod: "parameter-shift", shots: SHOTS, random: new Random(1) } as const;
  const shiftGradient = (): FloatArray => expvalVjpWith(how, params, observables, weights).perRow;
  const exact = getEngine("reference").compile(compiled.circuit).expvalVjp(params, observables, weights).gradients.perRow;
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
