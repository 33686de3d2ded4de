import type { Kernels } from "./kernels";

/** What one thread does of a stage, in addresses: segments of its blocks one after another, the gradient sums of each copied out. */
export interface Share {
  /** [start, end] of the instructions of each moment. */
  readonly before: readonly [number, number];
  readonly chunk: readonly [number, number];
  readonly afterwards: readonly [number, number];
  readonly streams: number;
  readonly nStreams: number;
  /** Where the sums stand after a segment, how many floats they are, and where those of the first segment go. */
  readonly sums: number;
  readonly sumFloats: number;
  readonly sumsTo: number;
  /** Blocks of each segment. */
  readonly segments: readonly number[];
}

/** A state's blocks are summed over this many segments, whatever the number of threads. */
export const SEGMENTS = 8;
const HEAD_WORDS = 12;
export const SHARE_WORDS = HEAD_WORDS + SEGMENTS;

export function runShare(kernels: Kernels, share: Share): void {
  const { before, chunk, afterwards, streams, nStreams, sums, sumFloats, sumsTo, segments } = share;
  segments.forEach((blocks, i) => {
    if (before[1] > before[0]) kernels.run(before[0], before[1], streams, 0, 1);
    kernels.run(chunk[0], chunk[1], streams, nStreams, blocks);
    if (afterwards[1] > afterwards[0]) kernels.run(afterwards[0], afterwards[1], streams, 0, 1);
    const { buffer } = kernels.memory;
    if (sumFloats > 0) new Float32Array(buffer, sumsTo + 4 * i * sumFloats, sumFloats).set(new Float32Array(buffer, sums, sumFloats));
  });
}

/** A share as words, for another thread to read. */
export function writeShare(words: Int32Array, { before, chunk, afterwards, segments, ...rest }: Share): void {
  const { streams, nStreams, sums, sumFloats, sumsTo } = rest;
  words.set([...before, ...chunk, ...afterwards, streams, nStreams, sums, sumFloats, sumsTo, segments.length, ...segments]);
}

export function readShare(words: Int32Array): Share {
  // addresses above 2³¹ are negative words
  const at = (i: number): number => words[i]! >>> 0;
  return {
    before: [at(0), at(1)],
    chunk: [at(2), at(3)],
    afterwards: [at(4), at(5)],
    streams: at(6),
    nStreams: at(7),
    sums: at(8),
    sumFloats: at(9),
    sumsTo: at(10),
    segments: [...words.subarray(HEAD_WORDS, HEAD_WORDS + words[11]!)],
  };
}
