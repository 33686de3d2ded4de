import { Random } from "../../core/random";
import { sequenceDataset, splitIndices, type SequenceDataset } from "../dataset";
import { DataError } from "../../core/errors";
import { manifestRow, readDataFiles } from "../manifest";
import type { Task } from "../task";

/** Images of handwritten digits, pooled to 8×8. */
export interface Digits {
  /** N */
  readonly size: number;
  /** [N·64] row-major, 0 (paper) … 1 (ink). */
  readonly pixels: Float32Array;
  /** [N], 0 … 9. */
  readonly labels: Int32Array;
}

/** Sizes of the digits task: rows of each split, and the ink from which a pooled pixel counts as black. */
const DIGITS_TASK = Object.freeze({ sizes: Object.freeze([2000, 500, 500] as const), threshold: 0.25 });

const SIDE = 28;
const POOLED = 8;
let loaded: Digits | null = null;

/**
 * 10 000 MNIST digits: 28×28 images, framed by two blank pixels and averaged over 4×4 to 8×8.
 *
 * @throws DataError when a file is missing, has another checksum than the manifest, or other counts.
 *
 * @example
 * ```ts
 * const { pixels, labels } = loadDigits(); // [10000, 64], [10000]
 * ```
 */
export function loadDigits(): Digits {
  loaded ??= readDigits();
  return loaded;
}

function readDigits(): Digits {
  const row = manifestRow("digits");
  const size = row.counts.rows;
  const pixels = new Float32Array(size * POOLED * POOLED);
  const labels = new Int32Array(size);
  let next = 0;
  readDataFiles(row).forEach((text, digit) => {
    const { data } = JSON.parse(text) as { data: number[] };
    const count = row.counts.classes[digit]!;
    if (Math.floor(data.length / (SIDE * SIDE)) !== count) {
      throw new DataError(`loadDigits: the file of digit ${digit} holds ${data.length} numbers, not ${count} images of ${SIDE}×${SIDE}`);
    }
    for (let image = 0; image < count; image++, next++) {
      poolImage(data, image * SIDE * SIDE, pixels, next * POOLED * POOLED);
      labels[next] = digit;
    }
  });
  return { size, pixels, labels };
}

/** Adds each pixel's sixteenth to the 4×4 cell that it falls into, two pixels in from the frame. */
function poolImage(data: readonly number[], from: number, pixels: Float32Array, to: number): void {
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      pixels[to + ((y + 2) >> 2) * POOLED + ((x + 2) >> 2)]! += data[from + y * SIDE + x]! / 16;
    }
  }
}

/**
 * Digits as sequences of 16 tokens: each 2×2 patch of the 8×8 image, black or white by threshold, is one of 16 words.
 *
 * @throws DataError when a data file is missing or has another checksum.
 */
export function digitsTask(seed: number): Task {
  const digits = loadDigits();
  const [train, validation, test] = splitIndices(digits.size, DIGITS_TASK.sizes, new Random(seed).split("data")) as [
    number[],
    number[],
    number[],
  ];
  return {
    name: "digits",
    train: patchDataset(digits, train),
    validation: patchDataset(digits, validation),
    test: patchDataset(digits, test),
    words: Array.from({ length: 16 }, (_, id) => id.toString(2).padStart(4, "0")),
    bayes: null,
    texts: null,
  };
}

function patchDataset(digits: Digits, rows: readonly number[]): SequenceDataset {
  const patches = POOLED / 2;
  const tokens = rows.flatMap((row) =>
    Array.from({ length: patches * patches }, (_, patch) => {
      const corner = row * POOLED * POOLED + 2 * Math.floor(patch / patches) * POOLED + 2 * (patch % patches);
      const bits = [0, 1, POOLED, POOLED + 1].map((offset) => Number(digits.pixels[corner + offset]! > DIGITS_TASK.threshold));
      return bits.reduce((id, bit) => 2 * id + bit, 0);
    }),
  );
  return sequenceDataset({
    name: "digits",
    vocabSize: 16,
    seqLen: patches * patches,
    nClasses: 10,
    tokens: Int32Array.from(tokens),
    mask: null,
    labels: Int32Array.from(rows, (row) => digits.labels[row]!),
  });
}
