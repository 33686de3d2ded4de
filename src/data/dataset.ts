import { ArgumentError, ShapeError } from "../core/errors";
import { checkInteger } from "../core/check";
import type { Random } from "../core/random";

/** Labelled token sequences of one length: N rows of T token ids, one class each. */
export interface SequenceDataset {
  readonly name: string;
  /** Ids are 0 … vocabSize−1. */
  readonly vocabSize: number;
  /** T, the padded length of every row. */
  readonly seqLen: number;
  readonly nClasses: number;
  /** N, the number of rows. */
  readonly size: number;
  /** [N·T] row-major. */
  readonly tokens: Int32Array;
  /** [N·T], 1 = real token, 0 = padding; null when no row is padded. */
  readonly mask: Uint8Array | null;
  /** [N], 0 … nClasses−1. */
  readonly labels: Int32Array;
}

/**
 * Checks the shapes and ranges of a dataset and returns it frozen; every generator and loader ends here.
 *
 * @throws ShapeError when tokens, mask and labels do not fit together, ArgumentError for an id or label out of range.
 *
 * @example
 * ```ts
 * const tokens = Int32Array.of(0, 1, 1, 0);
 * const labels = Int32Array.of(0, 1);
 * const data = sequenceDataset({ name: "mine", vocabSize: 2, seqLen: 2, nClasses: 2, tokens, mask: null, labels });
 * ```
 */
export function sequenceDataset(fields: Omit<SequenceDataset, "size">): SequenceDataset {
  const { name, seqLen, vocabSize, nClasses, tokens, mask, labels } = fields;
  const size = labels.length;
  if (tokens.length !== size * seqLen) {
    throw new ShapeError(
      `sequenceDataset: ${name} has ${size} labels of length ${seqLen}, so ${size * seqLen} tokens, got ${tokens.length}`,
    );
  }
  if (mask !== null && mask.length !== tokens.length) {
    throw new ShapeError(`sequenceDataset: the mask of ${name} must have ${tokens.length} entries like its tokens, got ${mask.length}`);
  }
  tokens.forEach((token) => checkInteger("sequenceDataset", `a token of ${name}`, token, 0, vocabSize - 1));
  labels.forEach((label) => checkInteger("sequenceDataset", `a label of ${name}`, label, 0, nClasses - 1));
  return Object.freeze({ ...fields, size });
}

/**
 * The rows of a dataset named by `indices`, in that order, copied.
 *
 * @throws ArgumentError when an index is not a row.
 *
 * @example
 * ```ts
 * const data = syntheticSentiment(100, new Random(1));
 * const firstTen = subset(data, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
 * ```
 */
export function subset(dataset: SequenceDataset, indices: ArrayLike<number>): SequenceDataset {
  const { seqLen, tokens, mask, labels, size } = dataset;
  const picked = { tokens: new Int32Array(indices.length * seqLen), labels: new Int32Array(indices.length) };
  const pickedMask = mask === null ? null : new Uint8Array(picked.tokens.length);
  for (let i = 0; i < indices.length; i++) {
    const row = indices[i]!;
    checkInteger("subset", `row ${i}`, row, 0, size - 1);
    picked.labels[i] = labels[row]!;
    picked.tokens.set(tokens.subarray(row * seqLen, (row + 1) * seqLen), i * seqLen);
    pickedMask?.set(mask!.subarray(row * seqLen, (row + 1) * seqLen), i * seqLen);
  }
  return Object.freeze({ ...dataset, ...picked, mask: pickedMask, size: indices.length });
}

/**
 * Disjoint random row numbers, one list a requested size; the same random source gives the same split.
 *
 * @throws ArgumentError when the sizes ask for more rows than there are.
 *
 * @example
 * ```ts
 * const [train, validation, test] = splitIndices(1000, [600, 200, 200], new Random(42).split("split"));
 * ```
 */
export function splitIndices(size: number, sizes: readonly number[], random: Random): number[][] {
  sizes.forEach((part) => checkInteger("splitIndices", "a size", part, 0));
  const wanted = sizes.reduce((sum, part) => sum + part, 0);
  if (wanted > size) {
    throw new ArgumentError(`splitIndices: ${sizes.join(" + ")} = ${wanted} rows were asked for, there are ${size}; ask for fewer`, {
      size,
    });
  }
  const order = random.permutation(size);
  let start = 0;
  return sizes.map((part) => order.slice(start, (start += part)));
}
