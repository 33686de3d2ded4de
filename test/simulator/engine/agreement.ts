import { expect } from "vitest";
import { allZ, getEngine, Random, type Circuit, type CompiledCircuit, type FloatArray, type ParamBatch } from "quantum-attention";
import { distance, randomCircuit, randomObservables } from "../randomCircuit";

const [simd, reference] = [getEngine("simd"), getEngine("reference")];
const BATCHES = [1, 3, 4, 5, 1023, 1024, 4097];
/** Rows of a large batch that the reference repeats; among them the last ones, behind which a chunk is padded. */
const CHECKED = 3;

const floats = (length: number, draw: () => number): Float32Array => Float32Array.from({ length }, draw);
const largest = (values: ArrayLike<number>): number => Math.max(0, ...Array.from(values, Math.abs));

/** Some rows of a batch, and of what goes with it. */
function rowsOf(values: FloatArray, width: number, rows: readonly number[]): Float32Array {
  return Float32Array.from(rows.flatMap((row) => Array.from(values.subarray(row * width, (row + 1) * width))));
}

/** A circuit drawn from a seed: any gate of the table with controls, 1 to 12 qubits, small ones more often. */
function drawCircuit(seed: number): { circuit: Circuit; random: Random } {
  const random = new Random(seed);
  const nQubits = seed % 12 === 11 ? random.integer(8, 13) : random.integer(1, 7);
  return { circuit: randomCircuit(random, nQubits, random.integer(1, 40), random.integer(1, 9)), random };
}

/** What a gradient may be off by: 1e-5 of the row's largest |component|, 1e-6 below that. */
const bound = (row: FloatArray): number => Math.max(1e-5 * largest(row), 1e-6);

/** Every row of gradients [rows, width] within its bound. */
function expectRowsClose(got: FloatArray, wanted: FloatArray, width: number): void {
  expect(got).toHaveLength(wanted.length);
  if (width === 0) return;
  for (let i = 0; i < wanted.length; i += width) {
    const row = wanted.subarray(i, i + width);
    expect(distance(got.subarray(i, i + width), row)).toBeLessThanOrEqual(bound(row));
  }
}

/** Gradients summed over `nRows` rows: roundings of rows are independent, so that the absolute part grows with √rows. */
const expectSumClose = (got: FloatArray, wanted: FloatArray, nRows: number): void =>
  expect(distance(got, wanted)).toBeLessThanOrEqual(Math.max(1e-5 * largest(wanted), 1e-6 * Math.sqrt(nRows)));

/** Compares everything that the engine says of a drawn circuit with the reference, by the bounds that the engine promises. Every fourth circuit has angles of multiples of π/2. */
export function compareSeed(seed: number): void {
  const { circuit, random } = drawCircuit(seed);
  const shared = circuit.parameters.filter(() => random.uniform() < 0.4);
  const [ours, oracle] = [simd.compile(circuit, { shared }), reference.compile(circuit, { shared })];
  const batchSize = BATCHES[circuit.nQubits > 8 ? seed % 4 : seed % BATCHES.length]!;
  const angle = seed % 4 === 0 ? () => (Math.PI / 2) * random.integer(-4, 5) : () => random.between(-2 * Math.PI, 2 * Math.PI);
  const params: ParamBatch = {
    batchSize,
    perRow: floats(batchSize * ours.perRow.length, angle),
    shared: floats(shared.length, angle),
  };
  const rows =
    batchSize <= 5 ? Array.from({ length: batchSize }, (_, b) => b) : [0, ...[...Array(CHECKED - 1).keys()].map((i) => batchSize - 1 - i)];
  const few: ParamBatch = { batchSize: rows.length, perRow: rowsOf(params.perRow, ours.perRow.length, rows), shared: params.shared };
  const tolerance = 1e-6 * Math.sqrt(circuit.operations.length);
  compareValues(ours, oracle, params, few, rows, tolerance, random);
  compareGradients(ours, oracle, params, few, rows, tolerance, random);
}

function compareValues(
  ours: CompiledCircuit,
  oracle: CompiledCircuit,
  params: ParamBatch,
  few: ParamBatch,
  rows: number[],
  tolerance: number,
  random: Random,
): void {
  const n = ours.circuit.nQubits;
  const size = 2 ** n;
  const observables = allZ(n);
  expect(distance(rowsOf(ours.expval(params, observables), n, rows), oracle.expval(few, observables))).toBeLessThan(tolerance);
  const [probs, states, expected] = [ours.probs(params), ours.states(params), oracle.states(few)];
  expect(distance(rowsOf(probs, size, rows), oracle.probs(few))).toBeLessThan(tolerance);
  expect(distance(rowsOf(states.re, size, rows), expected.re)).toBeLessThan(tolerance);
  expect(distance(rowsOf(states.im, size, rows), expected.im)).toBeLessThan(tolerance);
  const general = randomObservables(random, n, 2);
  expect(distance(rowsOf(ours.expval(params, general), 2, rows), oracle.expval(few, general))).toBeLessThan(tolerance);
  for (const row of rows) {
    const total = Array.from(probs.subarray(row * size, (row + 1) * size)).reduce((sum, p) => sum + p, 0);
    expect(Math.abs(total - 1)).toBeLessThan(0.2 * tolerance);
  }
}

function compareGradients(
  ours: CompiledCircuit,
  oracle: CompiledCircuit,
  params: ParamBatch,
  few: ParamBatch,
  rows: number[],
  tolerance: number,
  random: Random,
): void {
  const n = ours.circuit.nQubits;
  const size = 2 ** n;
  const observables = seedOf(random) ? allZ(n) : allZ(n).concat(randomObservables(random, n, 2));
  const k = observables.length;
  const weights = floats(params.batchSize * k, () => random.normal());
  const [a, b] = [ours.expvalVjp(params, observables, weights), oracle.expvalVjp(few, observables, rowsOf(weights, k, rows))];
  expect(distance(rowsOf(a.values, k, rows), b.values)).toBeLessThan(tolerance);
  const nRow = ours.perRow.length;
  expectRowsClose(rowsOf(a.gradients.perRow, nRow, rows), b.gradients.perRow, nRow);
  if (rows.length < params.batchSize) return;
  expectSumClose(a.gradients.shared, b.gradients.shared, rows.length);
  const cotangent = {
    re: floats(rows.length * size, () => random.normal()),
    im: floats(rows.length * size, () => random.normal()),
  };
  const pairs = [
    [ours.statesVjp(params, cotangent), oracle.statesVjp(few, cotangent)],
    [ours.probsVjp(params, cotangent.re), oracle.probsVjp(few, cotangent.re)],
  ] as const;
  for (const [got, wanted] of pairs) {
    expectRowsClose(got.perRow, wanted.perRow, nRow);
    expectSumClose(got.shared, wanted.shared, rows.length);
  }
}

const seedOf = (random: Random): boolean => random.uniform() < 0.5;
