import type { FloatArray } from "../engine";
import type { Arena } from "./arena";
import type { StreamName } from "./assembler";
import type { Encoded } from "./encode";

/** Rows whose shared gradients are summed in float32; the sums of blocks are added in order in float64, whatever the threads. */
export const BLOCK_ROWS = 256;
/** Rows are run in vectors of four, or of two in float64. */
const LANES = 4;
/** Bytes of rows in memory at a time. */
const SLAB_BYTES = 2 ** 22;

/** Rows of every stream: inputs to read, outputs to fill, row-major. */
export type StreamRows = Readonly<Partial<Record<StreamName, FloatArray | undefined>>>;

/**
 * Runs rows of a batch through a loaded program, slab by slab. `blockSums` receives the shared gradients of each block of rows,
 * [blocks, shared]. Returns false when a value that came in may not be finite (their sum is not).
 */
export function runRows(
  arena: Arena,
  encoded: Encoded,
  batchSize: number,
  streams: StreamRows,
  shared: FloatArray,
  blockSums: Float32Array,
): boolean {
  const base = arena.load(encoded.image);
  let rowBytes = 0;
  for (const { width } of encoded.streams) rowBytes += 4 * width;
  const slabRows = Math.max(BLOCK_ROWS, Math.floor(SLAB_BYTES / Math.max(1, rowBytes) / BLOCK_ROWS) * BLOCK_ROWS);
  const paddedRows = Math.min(slabRows, Math.ceil(batchSize / LANES) * LANES);
  const scratch = arena.scratch(paddedRows * rowBytes + 64 * (encoded.streams.length + 1));
  const { floats } = arena;
  const check = (base + encoded.check) / 4;
  if (shared.length > 0) floats.set(shared, (base + encoded.sharedValues) / 4);
  floats.fill(0, check, check + LANES);
  for (let first = 0; first < batchSize; first += slabRows) {
    const rows = Math.min(slabRows, batchSize - first);
    const padded = Math.ceil(rows / LANES) * LANES;
    const part = (values: FloatArray, width: number): FloatArray =>
      rows === batchSize ? values : values.subarray(first * width, (first + rows) * width);
    const addresses = placeStreams(arena.words, encoded, base, scratch, padded);
    for (let i = 0; i < addresses.length; i++) {
      const { name, width, isInput } = encoded.streams[i]!;
      if (!isInput) continue;
      const at = addresses[i]! / 4;
      floats.set(part(streams[name]!, width), at);
      if (rows < padded) floats.fill(0, at + rows * width, at + padded * width);
    }
    runBlocks(
      arena,
      encoded,
      base,
      padded,
      shared.length,
      shared.length === 0 ? blockSums : blockSums.subarray((first / BLOCK_ROWS) * shared.length),
    );
    for (let i = 0; i < addresses.length; i++) {
      const { name, width, isInput } = encoded.streams[i]!;
      const at = addresses[i]! / 4;
      if (!isInput) part(streams[name]!, width).set(floats.subarray(at, at + rows * width));
    }
  }
  // numbers of rows: their sum is finite when they are
  return Number.isFinite(sumOfLanes(floats, check, encoded.isDouble));
}

const lanesOf = ({ isDouble }: Encoded): number => (isDouble ? LANES / 2 : LANES);

/** The sum of the numbers in the vector that begins at float `at`. */
function sumOfLanes(floats: Float32Array, at: number, isDouble: boolean): number {
  if (!isDouble) return floats[at]! + floats[at + 1]! + (floats[at + 2]! + floats[at + 3]!);
  const [first, second] = new Float64Array(floats.buffer, 4 * at, 2);
  return first! + second!;
}

/** Gives every stream its place in the scratch memory and writes the stream table: the address of each. */
function placeStreams(words: Int32Array, encoded: Encoded, base: number, scratch: number, padded: number): number[] {
  const table = (base + encoded.streamTable) / 4;
  const addresses: number[] = [];
  let next = (scratch + 63) & ~63;
  for (const { width } of encoded.streams) {
    words[table + 2 * addresses.length] = next;
    words[table + 2 * addresses.length + 1] = 4 * width * lanesOf(encoded);
    addresses.push(next);
    next = (next + 4 * padded * width + 15) & ~15;
  }
  return addresses;
}

function runBlocks(arena: Arena, encoded: Encoded, base: number, padded: number, nShared: number, blockSums: Float32Array): void {
  const { floats } = arena;
  const kernels = arena.kernelsOf(encoded.isDouble);
  const streams = base + encoded.streamTable;
  const run = ([start, end]: readonly [number, number], nStreams: number, chunks: number): void => {
    if (end > start) kernels.run(base + start, base + end, streams, nStreams, chunks);
  };
  const sums = (base + encoded.sharedGradients) / 4;
  for (let first = 0, block = 0; first < padded; first += BLOCK_ROWS, block++) {
    run(encoded.code.before, 0, 1);
    run(encoded.code.chunk, encoded.streams.length, Math.min(BLOCK_ROWS, padded - first) / lanesOf(encoded));
    run(encoded.code.afterwards, 0, 1);
    for (let i = 0; i < nShared; i++) blockSums[block * nShared + i] = sumOfLanes(floats, sums + 4 * i, encoded.isDouble);
  }
}
