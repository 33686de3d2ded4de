import { checkAllFinite } from "../../core/check";
import { CapacityError } from "../../core/errors";
import { newFloats } from "../../core/slab";
import { checkParamBatch, type CompiledCircuit, type FloatArray, type ParamBatch } from "../engine";
import { threadArena } from "./arena";
import type { Encoded } from "./encode";
import { BLOCK_ROWS, runRows, type StreamRows } from "./runRows";
import { runOnThreads, threadsFor } from "./threads";

/** What a run brings back: the output streams that it has, and the gradients of the shared parameters. */
export interface RunOutput {
  readonly values: Float32Array | undefined;
  readonly im: Float32Array | undefined;
  readonly gradient: Float32Array | undefined;
  readonly shared: Float32Array;
}

/** Cotangents of what is read: values, probabilities, or the two parts of states. */
export type RunInputs = Readonly<Partial<Record<"cotangent" | "cotangentIm", FloatArray>>>;

const NOTHING = new Float32Array(0);

/** Runs an encoded program over a batch, on several threads when that is worth it. @throws CapacityError, NonFiniteError */
export function runEncoded(
  where: string,
  compiled: Pick<CompiledCircuit, "perRow" | "shared">,
  encoded: Encoded,
  params: ParamBatch,
  inputs: RunInputs,
): RunOutput {
  const { batchSize } = params;
  let values: Float32Array | undefined, im: Float32Array | undefined, gradient: Float32Array | undefined;
  for (const { name, width, isInput } of encoded.streams) {
    if (isInput) continue;
    const output = outputArray(where, batchSize * width);
    if (name === "values") values = output;
    else if (name === "im") im = output;
    else gradient = output;
  }
  const { cotangent, cotangentIm } = inputs;
  const streams: StreamRows = { perRow: params.perRow, cotangent, cotangentIm, values, im, gradient };
  const nShared = params.shared.length;
  const blockSums = nShared === 0 ? NOTHING : new Float32Array(Math.ceil(batchSize / BLOCK_ROWS) * nShared);
  const run = threadsFor(encoded, batchSize) > 1 ? runOnThreads : runOnThisThread;
  if (!run(encoded, batchSize, streams, params.shared, blockSums)) {
    checkParamBatch(where, compiled, params);
    for (const [name, values] of Object.entries(inputs)) checkAllFinite(where, name, values);
  }
  if (nShared === 0) return { values, im, gradient, shared: NOTHING };
  const shared = new Float64Array(nShared);
  for (let i = 0; i < blockSums.length; i++) shared[i % nShared]! += blockSums[i]!;
  return { values, im, gradient, shared: Float32Array.from(shared) };
}

const runOnThisThread = (encoded: Encoded, batchSize: number, streams: StreamRows, shared: FloatArray, blockSums: Float32Array): boolean =>
  runRows(threadArena(), encoded, batchSize, streams, shared, blockSums);

function outputArray(where: string, length: number): Float32Array {
  try {
    return newFloats(length);
  } catch (error) {
    throw new CapacityError(
      `${where}: a result of ${length} numbers does not fit in memory (${String((error as Error).message)}); use smaller batches`,
      { length },
    );
  }
}
