import { checkInteger } from "../../core/check";
import { ShapeError } from "../../core/errors";
import { Random } from "../../core/random";
import { amplitudeEmbedding } from "../../ansatz/amplitudeEmbedding";
import { computeUncomputeCircuit, hadamardTestCircuit, swapTestCircuit } from "../../attention/circuits/overlapTests";
import type { Circuit } from "../../circuit/circuit";
import type { ScoreErrorData } from "../../figures/scoreErrorFigure";
import { getEngine } from "../../simulator/engines";
import { sampleCounts } from "../../simulator/sampling";
import { studyConfig, type Given } from "../studyConfig";

/** What `scoreErrors` measures. */
export interface ScoreErrorConfig {
  /** Query and key, amplitude-encoded; as many entries, a power of two. Default two vectors with a small fidelity. */
  readonly query: readonly number[];
  readonly key: readonly number[];
  /** Default 10 … 100 000. */
  readonly shots: readonly number[];
  /** Independent estimates; default 200. */
  readonly repeats: number;
  readonly seed: number;
}

/** Errors of three ways to measure how alike two states are, by shots. */
export interface ScoreErrors extends ScoreErrorData {
  readonly kind: "score-errors";
  readonly formatVersion: 1;
  readonly config: ScoreErrorConfig;
}

/**
 * The rms error of |⟨q|k⟩|² by SWAP test and by compute-uncompute, and of Re⟨q|k⟩ by Hadamard test, from finite shots of the literal
 * circuits, beside the laws √((1−F²)/N), √(F(1−F)/N) and √((1−Re²)/N).
 *
 * @throws ArgumentError for an unknown option or a value out of range; ShapeError for vectors of unequal length
 * @example
 * ```ts
 * const { tests } = scoreErrors({ shots: [100], repeats: 20 });
 * console.log(tests.map(({ name, exact, rmsErrors }) => [name, exact, rmsErrors[0]]));
 * ```
 */
export function scoreErrors(given: Given<ScoreErrorConfig> = {}): ScoreErrors {
  const where = "scoreErrors";
  const query = [0.9, 0.1, -0.3, 0.3];
  const key = [0.3, 0.8, 0.5, 0.2];
  const shots = [10, 30, 100, 300, 1000, 3000, 10_000, 30_000, 100_000];
  const config = studyConfig<ScoreErrorConfig>(where, { query, key, shots, repeats: 200, seed: 1 }, given);
  checkInteger(where, "repeats", config.repeats, 1);
  if (config.query.length !== config.key.length)
    throw new ShapeError(`${where}: the query has ${config.query.length} entries, the key ${config.key.length}; pass as many of both`);
  const [q, k] = [amplitudeEmbedding(config.query), amplitudeEmbedding(config.key)];
  const overlap = cosine(config.query, config.key);
  const F = overlap ** 2;
  const tests = [
    test("SWAP test, |⟨q|k⟩|²", swapTestCircuit(q, k), F, { estimate: ancillaZ, variance: 1 - F ** 2 }, config),
    test("compute-uncompute, |⟨q|k⟩|²", computeUncomputeCircuit(q, k), F, { estimate: allZeros, variance: F * (1 - F) }, config),
    test("Hadamard test, Re⟨q|k⟩", hadamardTestCircuit(q, k), overlap, { estimate: ancillaZ, variance: 1 - overlap ** 2 }, config),
  ];
  return { kind: "score-errors", formatVersion: 1, config, shots: config.shots, tests };
}

const cosine = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, x, i) => sum + x * b[i]!, 0) / (Math.hypot(...a) * Math.hypot(...b));

/** 2·P̂(ancilla = 0) − 1; the ancilla is wire 0, the most significant bit. */
const ancillaZ = (counts: Uint32Array, shots: number): number =>
  (2 * counts.subarray(0, counts.length / 2).reduce((sum, count) => sum + count, 0)) / shots - 1;

const allZeros = (counts: Uint32Array, shots: number): number => counts[0]! / shots;

interface Estimator {
  readonly estimate: (counts: Uint32Array, shots: number) => number;
  /** Of one shot. */
  readonly variance: number;
}

function test(
  name: string,
  circuit: Circuit,
  exact: number,
  { estimate, variance }: Estimator,
  config: ScoreErrorConfig,
): ScoreErrorData["tests"][number] {
  const { shots, repeats, seed } = config;
  const compiled = getEngine("reference").compile(circuit);
  const batch = { batchSize: repeats, perRow: new Float64Array(0), shared: new Float64Array(0) };
  const size = 2 ** circuit.nQubits;
  const rmsErrors = shots.map((n) => {
    const counts = sampleCounts(compiled, batch, { shots: n, random: new Random(seed).split(name).split(n) });
    let squares = 0;
    for (let row = 0; row < repeats; row++) squares += (estimate(counts.subarray(row * size, (row + 1) * size), n) - exact) ** 2;
    return Math.sqrt(squares / repeats);
  });
  const expected = shots.map((n) => Math.sqrt(variance / n));
  return {
    name,
    exact,
    qubits: circuit.nQubits,
    entanglingGates: circuit.operations.length - circuit.countGatesOnWires(1),
    rmsErrors,
    expected,
  };
}
