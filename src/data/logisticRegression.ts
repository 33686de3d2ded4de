import { ArgumentError } from "../core/errors";
import { checkNumber } from "../core/check";

/** One row of features: which columns are not zero, and their values. */
export interface SparseRow {
  readonly columns: readonly number[];
  readonly values: readonly number[];
}

/** A fitted multinomial logistic regression: class c scores bias[c] + Σ_j weights[c·nFeatures + j]·x_j. */
export interface LogisticModel {
  readonly nClasses: number;
  readonly nFeatures: number;
  readonly weights: Float64Array;
  readonly bias: Float64Array;
}

/** The problem's size and how strongly large weights are held back. */
export interface LogisticOptions {
  readonly nClasses: number;
  readonly nFeatures: number;
  /** λ of Σ loss + ½λ‖W‖², biases free; default 1 (scikit-learn's C = 1). */
  readonly l2?: number;
  /** Stop when no entry of the gradient is larger; default 0.01. */
  readonly tolerance?: number;
}

const MAX_STEPS = 2000;

/**
 * Fits softmax regression with an L2 penalty to its unique minimum, deterministically.
 *
 * min_W Σ_i −log softmax(W x_i + b)_{y_i} + ½λ‖W‖², by Nesterov's accelerated gradient with restarts and the step 1/L,
 * L = ½λ_max(X̃ᵀX̃) + λ (Böhning's bound; X̃ has a column of ones).
 */
export function fitLogisticRegression(rows: readonly SparseRow[], labels: ArrayLike<number>, options: LogisticOptions): LogisticModel {
  const { nClasses, nFeatures, l2 = 1, tolerance = 0.01 } = options;
  checkNumber("fitLogisticRegression", "l2", l2, Number.MIN_VALUE);
  if (rows.length === 0) throw new ArgumentError("fitLogisticRegression: there are no rows to fit; pass a training set");
  const width = nFeatures + 1; // the last column is the bias
  const step = 1 / (0.5 * largestEigenvalue(rows, nFeatures) + l2);
  let current = new Float64Array(nClasses * width);
  let ahead = current.slice();
  let momentum = 1;
  for (let iteration = 0; iteration < MAX_STEPS; iteration++) {
    const gradient = logisticGradient(rows, labels, ahead, nClasses, nFeatures, l2);
    if (gradient.every((g) => Math.abs(g) <= tolerance)) break;
    const next = ahead.map((weight, i) => weight - step * gradient[i]!);
    const uphill = gradient.reduce((sum, g, i) => sum + g * (next[i]! - current[i]!), 0) > 0;
    const nextMomentum = uphill ? 1 : (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
    const pull = uphill ? 0 : (momentum - 1) / nextMomentum;
    const previous = current;
    current = next;
    ahead = next.map((weight, i) => weight + pull * (weight - previous[i]!));
    momentum = nextMomentum;
  }
  const weights = new Float64Array(nClasses * nFeatures);
  const bias = new Float64Array(nClasses);
  for (let c = 0; c < nClasses; c++) {
    weights.set(ahead.subarray(c * width, c * width + nFeatures), c * nFeatures);
    bias[c] = ahead[c * width + nFeatures]!;
  }
  return { nClasses, nFeatures, weights, bias };
}

/** The class of the highest score for each row; the lower class on a tie. */
export function predictLogistic(model: LogisticModel, rows: readonly SparseRow[]): number[] {
  return rows.map((row) => {
    let best = 0;
    let highest = -Infinity;
    for (let c = 0; c < model.nClasses; c++) {
      let score = model.bias[c]!;
      row.columns.forEach((column, k) => (score += model.weights[c * model.nFeatures + column]! * row.values[k]!));
      if (score > highest) [best, highest] = [c, score];
    }
    return best;
  });
}

function logisticGradient(
  rows: readonly SparseRow[],
  labels: ArrayLike<number>,
  weights: Float64Array,
  nClasses: number,
  nFeatures: number,
  l2: number,
): Float64Array {
  const width = nFeatures + 1;
  const gradient = new Float64Array(weights.length);
  for (let c = 0; c < nClasses; c++) for (let j = 0; j < nFeatures; j++) gradient[c * width + j] = l2 * weights[c * width + j]!;
  const scores = new Float64Array(nClasses);
  for (let i = 0; i < rows.length; i++) {
    const { columns, values } = rows[i]!;
    let highest = -Infinity;
    for (let c = 0; c < nClasses; c++) {
      let score = weights[c * width + nFeatures]!;
      for (let k = 0; k < columns.length; k++) score += weights[c * width + columns[k]!]! * values[k]!;
      scores[c] = score;
      highest = Math.max(highest, score);
    }
    let total = 0;
    for (let c = 0; c < nClasses; c++) total += scores[c] = Math.exp(scores[c]! - highest);
    for (let c = 0; c < nClasses; c++) {
      const error = scores[c]! / total - (labels[i] === c ? 1 : 0);
      for (let k = 0; k < columns.length; k++) gradient[c * width + columns[k]!]! += error * values[k]!;
      gradient[c * width + nFeatures]! += error;
    }
  }
  return gradient;
}

/** λ_max(X̃ᵀX̃), at most 1 % low after 100 power iterations and raised by that. */
function largestEigenvalue(rows: readonly SparseRow[], nFeatures: number): number {
  let vector = new Float64Array(nFeatures + 1).fill(1 / Math.sqrt(nFeatures + 1));
  let eigenvalue = 0;
  for (let iteration = 0; iteration < 100; iteration++) {
    const product = new Float64Array(nFeatures + 1);
    for (const { columns, values } of rows) {
      let dot = vector[nFeatures]!;
      for (let k = 0; k < columns.length; k++) dot += vector[columns[k]!]! * values[k]!;
      for (let k = 0; k < columns.length; k++) product[columns[k]!]! += dot * values[k]!;
      product[nFeatures]! += dot;
    }
    const norm = Math.sqrt(product.reduce((sum, value) => sum + value * value, 0));
    vector = product.map((value) => value / norm);
    if (Math.abs(norm - eigenvalue) < 1e-4 * norm) return norm * 1.01;
    eigenvalue = norm;
  }
  return eigenvalue * 1.01;
}
