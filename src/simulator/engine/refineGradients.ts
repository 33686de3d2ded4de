import type { FloatArray, ParamBatch } from "../engine";
import type { Reach } from "./reach";
import type { RunInputs, RunOutput } from "./simdRun";

/** What gradients promise: within 1e-5 of the row's largest |component| and 1e-6 where that is more. */
const RELATIVE = 1e-5;
const ABSOLUTE = 1e-6;
/**
 * How far off a float32 gradient may be, for a steepness and a reach of 1: two roundings. Over random circuits and all their rows the
 * worst was 3.7, hardly ever where the row's gradient is small: with two, no row of 1,800 circuits used more than 0.84 of the promise.
 */
const ROUNDING = 2 * 2 ** -24;

/**
 * Gradients of a steep circuit: those that the errors of float32 could carry beyond the promise come from `inFloat64`. Each row is judged
 * by itself, by its own gradient and cotangent; the sums over all rows by 1e-5 of the largest and 1e-6 · √rows.
 */
export function refineGradients(
  output: RunOutput,
  params: ParamBatch,
  inputs: RunInputs,
  steepness: number,
  reach: Reach,
  inFloat64: (params: ParamBatch, inputs: RunInputs) => RunOutput,
): RunOutput {
  const { batchSize } = params;
  const gradient = output.gradient ?? new Float32Array(0);
  const width = gradient.length / batchSize;
  const rows: number[] = [];
  let squares = 0;
  for (let row = 0; row < batchSize; row++) {
    const error = ROUNDING * steepness * reach(row);
    squares += error * error;
    if (width > 0 && error > ABSOLUTE && error > RELATIVE * largest(gradient, row * width, (row + 1) * width)) rows.push(row);
  }
  if (rows.length > 0) {
    const picked = (values: FloatArray | undefined): Float32Array => pickRows(values ?? gradient.subarray(0, 0), batchSize, rows);
    const precise = inFloat64(
      { batchSize: rows.length, perRow: picked(params.perRow), shared: params.shared },
      Object.fromEntries(Object.entries(inputs).map(([name, values]) => [name, picked(values)])),
    ).gradient!;
    rows.forEach((row, i) => gradient.set(precise.subarray(i * width, (i + 1) * width), row * width));
  }
  const { shared } = output;
  const isSure = Math.sqrt(squares) <= Math.max(ABSOLUTE * Math.sqrt(batchSize), RELATIVE * largest(shared, 0, shared.length));
  return shared.length === 0 || isSure ? output : { ...output, shared: inFloat64(params, inputs).shared };
}

function largest(values: FloatArray, start: number, end: number): number {
  let most = 0;
  for (let i = start; i < end; i++) most = Math.max(most, Math.abs(values[i]!));
  return most;
}

function pickRows(values: FloatArray, batchSize: number, rows: readonly number[]): Float32Array {
  const width = values.length / batchSize;
  const picked = new Float32Array(rows.length * width);
  rows.forEach((row, i) => picked.set(values.subarray(row * width, (row + 1) * width), i * width));
  return picked;
}
