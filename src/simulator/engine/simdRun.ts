import { checkAllFinite } from "../../core/check";
import { CapacityError } from "../../core/errors";
import { checkParamBatch, type CompiledCircuit, type ParamBatch, type FloatArray } from "../engine";
import { threadArena, type Arena } from "./arena";
import type { Stream, StreamName } from "./assembler";
import type { Encoded } from "./encode";

/** Rows whose shared gradients are summed in float32; the sums of blocks are added in order in float64. */
const BLOCK_ROWS = 256;
const LANES = 4;
/** Bytes of rows in memory at a time. */
const SLAB_BYTES = 2 ** 22;

/** What a run brings back: the output streams, and the gradients of the shared parameters. */
export type RunOutput = Readonly<Partial<Record<StreamName, Float32Array>>> & { readonly shared: Float32Array };

/** Runs an encoded program over a batch, slab by slab. @throws CapacityError, NonFiniteError */
export function runEncoded(
  where: string,
  compiled: Pick<CompiledCircuit, "perRow" | "shared">,
  encoded: Encoded,
  params: ParamBatch,
  inputs: Readonly<Partial<Record<StreamName, FloatArray>>>,
): RunOutput {
  const arena = threadArena();
  const base = arena.load(encoded.image);
  const rowBytes = encoded.streams.reduce((bytes, { width }) => bytes + 4 * width, 0);
  const slabRows = Math.max(BLOCK_ROWS, Math.floor(SLAB_BYTES / Math.max(1, rowBytes) / BLOCK_ROWS) * BLOCK_ROWS);
  const { batchSize } = params;
  const paddedRows = Math.min(slabRows, Math.ceil(batchSize / LANES) * LANES);
  const scratch = arena.scratch(paddedRows * rowBytes + 64 * encoded.streams.length);
  const { memory } = arena.kernels;
  new Float32Array(memory.buffer, base + encoded.sharedValues, params.shared.length).set(params.shared);
  new Float32Array(memory.buffer, base + encoded.check, LANES).fill(0);

  const outputs = new Map<StreamName, Float32Array>();
  for (const { name, width, isInput } of encoded.streams) if (!isInput) outputs.set(name, outputArray(where, batchSize * width));
  const shared = new Float64Array(params.shared.length);
  for (let first = 0; first < batchSize; first += slabRows) {
    const rows = Math.min(slabRows, batchSize - first);
    const padded = Math.ceil(rows / LANES) * LANES;
    const addresses = placeStreams(arena, encoded, base, scratch, padded, ({ name, width, isInput }, address) => {
      if (!isInput) return;
      const source = name === "perRow" ? params.perRow : inputs[name]!;
      const target = new Float32Array(memory.buffer, address, padded * width);
      target.set(rows === batchSize ? source : source.subarray(first * width, (first + rows) * width));
      target.fill(0, rows * width);
    });
    runBlocks(arena, encoded, base, padded, shared);
    encoded.streams.forEach(({ name, width, isInput }, i) => {
      if (!isInput) outputs.get(name)!.set(new Float32Array(memory.buffer, addresses[i], rows * width), first * width);
    });
  }
  if (new Float32Array(memory.buffer, base + encoded.check, LANES).some(Number.isNaN)) {
    checkParamBatch(where, compiled, params);
    for (const [name, values] of Object.entries(inputs)) checkAllFinite(where, name, values);
  }
  return { ...Object.fromEntries(outputs), shared: Float32Array.from(shared) };
}

function outputArray(where: string, length: number): Float32Array {
  try {
    return new Float32Array(length);
  } catch (error) {
    throw new CapacityError(
      `${where}: a result of ${length} numbers does not fit in memory (${String((error as Error).message)}); use smaller batches`,
      { length },
    );
  }
}

/** Gives every stream its place in the scratch memory and writes the stream table. */
function placeStreams(
  { kernels }: Arena,
  encoded: Encoded,
  base: number,
  scratch: number,
  padded: number,
  fill: (stream: Stream, address: number) => void,
): number[] {
  const table = new Int32Array(kernels.memory.buffer, base + encoded.streamTable, 2 * encoded.streams.length);
  let next = (scratch + 63) & ~63;
  return encoded.streams.map((stream, i) => {
    const address = next;
    table[2 * i] = address;
    table[2 * i + 1] = 4 * LANES * stream.width;
    fill(stream, address);
    next = (address + 4 * padded * stream.width + 15) & ~15;
    return address;
  });
}

function runBlocks({ kernels }: Arena, encoded: Encoded, base: number, padded: number, shared: Float64Array): void {
  const streams = base + encoded.streamTable;
  const run = ([start, end]: readonly [number, number], nStreams: number, chunks: number): void => {
    if (end > start) kernels.run(base + start, base + end, streams, nStreams, chunks);
  };
  const sums = new Float32Array(kernels.memory.buffer, base + encoded.sharedGradients, LANES * shared.length);
  for (let first = 0; first < padded; first += BLOCK_ROWS) {
    run(encoded.code.before, 0, 1);
    run(encoded.code.chunk, encoded.streams.length, Math.min(BLOCK_ROWS, padded - first) / LANES);
    run(encoded.code.afterwards, 0, 1);
    for (let i = 0; i < shared.length; i++) shared[i]! += sums[4 * i]! + sums[4 * i + 1]! + (sums[4 * i + 2]! + sums[4 * i + 3]!);
  }
}
