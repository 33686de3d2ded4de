import { availableParallelism } from "node:os";
import { join } from "node:path";
import { MessageChannel, Worker, type MessagePort } from "node:worker_threads";
import { checkInteger } from "../../core/check";
import { packageRoot } from "../../core/packageRoot";
import type { FloatArray } from "../engine";
import { threadArena } from "./arena";
import type { StreamName } from "./assembler";
import type { Encoded } from "./encode";
import { BLOCK_ROWS, runRows, type StreamRows } from "./runRows";

/** Rows that a worker runs; every array is in shared memory. */
export interface ThreadJob {
  readonly encoded: Encoded;
  readonly batchSize: number;
  readonly streams: StreamRows;
  readonly shared: FloatArray;
  readonly blockSums: Float32Array;
}

/** States of a worker's one shared word. */
export const POSTED = 1;
export const TAKEN = 2;
export const DONE = 3;
export const NOT_FINITE = 4;
export const FAILED = 5;

/** Work below this (instructions times rows times bytes of a state, of the order of nanoseconds) stays on one thread. */
const WORTH_IT = 4e7;
/** A worker that has not begun by then is given up: its rows run here. */
const START_MS = 5000;

interface PoolWorker {
  readonly word: Int32Array;
  readonly port: MessagePort;
}

let nThreads: number | null = null;
let pool: PoolWorker[] = [];

/**
 * How many threads the SIMD engine may use for one batch or one large state (default: one for each core). The results are the same bytes whatever the number.
 *
 * @throws ArgumentError when it is not an integer from 1 to 64
 *
 * @example
 * ```ts
 * setEngineThreads(1); // a process a core: no more threads
 * ```
 */
export function setEngineThreads(count: number): void {
  checkInteger("setEngineThreads", "count", count, 1, 64);
  nThreads = count;
}

/** How many threads may be used. */
export const engineThreads = (): number => nThreads ?? availableParallelism();

/** The threads that a batch is worth: whole blocks of rows, none for short work. */
export function threadsFor(encoded: Encoded, batchSize: number): number {
  const blocks = Math.ceil(batchSize / BLOCK_ROWS);
  if (blocks < 2) return 1;
  const work = batchSize * encoded.stateBytes * (encoded.code.chunk[1] - encoded.code.chunk[0]) * 0.001;
  if (work < WORTH_IT) return 1;
  return Math.min(blocks, engineThreads());
}

/** As `runRows`, the blocks divided among threads. Blocks and their sums are those of one thread. */
export function runOnThreads(
  encoded: Encoded,
  batchSize: number,
  streams: StreamRows,
  shared: FloatArray,
  blockSums: Float32Array,
): boolean {
  const blocks = Math.ceil(batchSize / BLOCK_ROWS);
  const threads = threadsFor(encoded, batchSize);
  const nShared = shared.length;
  const ranges = Array.from({ length: threads }, (_, t) => ({
    first: Math.floor((t * blocks) / threads) * BLOCK_ROWS,
    last: Math.min(batchSize, Math.floor(((t + 1) * blocks) / threads) * BLOCK_ROWS),
  }));
  const part = (values: FloatArray, width: number, { first, last }: { first: number; last: number }): FloatArray =>
    values.subarray(first * width, last * width);
  const sumsOf = ({ first, last }: { first: number; last: number }): Float32Array =>
    blockSums.subarray((first / BLOCK_ROWS) * nShared, Math.ceil(last / BLOCK_ROWS) * nShared);
  const rangeStreams = (range: { first: number; last: number }): StreamRows =>
    Object.fromEntries(encoded.streams.map(({ name, width }) => [name, part(streams[name]!, width, range)]));
  const here = (range: { first: number; last: number }): boolean =>
    runRows(threadArena(), encoded, range.last - range.first, rangeStreams(range), shared, sumsOf(range));

  const jobs = ranges
    .slice(1)
    .map((range, i) => ({ range, worker: workerAt(i), job: shareJob(encoded, range, rangeStreams(range), shared) }));
  for (const { worker, job } of jobs) post(worker, job);
  let isFinite = here(ranges[0]!);
  jobs.forEach(({ range, worker, job }) => {
    const state = waitFor(worker);
    if (state !== DONE && state !== NOT_FINITE) {
      pool = [];
      isFinite = here(range) && isFinite;
      return;
    }
    for (const { name, width, isInput } of encoded.streams) if (!isInput) part(streams[name]!, width, range).set(job.streams[name]!);
    sumsOf(range).set(job.blockSums);
    isFinite = isFinite && state === DONE;
  });
  return isFinite;
}

function workerAt(index: number): PoolWorker {
  while (pool.length <= index) {
    const word = new Int32Array(new SharedArrayBuffer(4));
    const { port1, port2 } = new MessageChannel();
    const script = join(packageRoot(), "dist", "src", "simulator", "engine", "simdWorker.js");
    const worker = new Worker(script, { workerData: { word, port: port2 }, transferList: [port2] });
    worker.on("error", () => (pool = []));
    worker.unref();
    port1.unref();
    pool.push({ word, port: port1 });
  }
  return pool[index]!;
}

function shareJob(encoded: Encoded, { first, last }: { first: number; last: number }, streams: StreamRows, shared: FloatArray): ThreadJob {
  const batchSize = last - first;
  const copies: Partial<Record<StreamName, FloatArray>> = {};
  for (const { name, width, isInput } of encoded.streams) {
    const copy = new Float32Array(new SharedArrayBuffer(4 * batchSize * width));
    if (isInput) copy.set(streams[name]!);
    copies[name] = copy;
  }
  const blockSums = new Float32Array(new SharedArrayBuffer(4 * Math.ceil(batchSize / BLOCK_ROWS) * shared.length));
  return { encoded, batchSize, streams: copies, shared: Float32Array.from(shared), blockSums };
}

function post({ word, port }: PoolWorker, job: ThreadJob): void {
  port.postMessage(job);
  Atomics.store(word, 0, POSTED);
  Atomics.notify(word, 0);
}

/** Blocks until the worker is through; a worker that never began is given up. */
function waitFor({ word }: PoolWorker): number {
  if (Atomics.wait(word, 0, POSTED, START_MS) === "timed-out") return FAILED;
  Atomics.wait(word, 0, TAKEN);
  return Atomics.load(word, 0);
}
