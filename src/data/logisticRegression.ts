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
  /** Stop when no entry of the mean gradient a row is larger; default 1e-5. */
  readonly tolerance?: number;
}

const MAX_STEPS = 500;
const MEMORY = 8;

/**
 * Fits softmax regression with an L2 penalty to its unique minimum, deterministically.
 *
 * min_W Σ_i −log softmax(W x_i + b)_{y_i} + ½λ‖W‖², by L-BFGS with a halving line search (Nocedal and Wright, Numerical
 * Optimization, algorithm 7.5).
 */
export function fitLogisticRegression(rows: readonly SparseRow[], labels: ArrayLike<number>, options: LogisticOptions): LogisticModel {
  const { nClasses, nFeatures, l2 = 1, tolerance = 1e-5 } = options;
  checkNumber("fitLogisticRegression", "l2", l2, Number.MIN_VALUE);
  if (rows.length === 0) throw new ArgumentError("fitLogisticRegression: there are no rows to fit; pass a training set");
  const width = nFeatures + 1; // the last column is the bias
  const objective: Objective = (weights, gradient) => penalisedLoss(rows, labels, weights, gradient, nClasses, nFeatures, l2);
  const solution = minimise(objective, nClasses * width, tolerance * rows.length);
  const weights = new Float64Array(nClasses * nFeatures);
  const bias = new Float64Array(nClasses);
  for (let c = 0; c < nClasses; c++) {
    weights.set(solution.subarray(c * width, c * width + nFeatures), c * nFeatures);
    bias[c] = solution[c * width + nFeatures]!;
  }
  return { nClasses, nFeatures, weights, bias };
}

/** The value at `weights`; writes the gradient. */
type Objective = (weights: Float64Array, gradient: Float64Array) => number;

/** One past step of L-BFGS: how far it went, and how the gradient changed. */
interface Correction {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly curvature: number;
}

/** The minimum of a smooth convex function, from zero, to a largest gradient entry of `tolerance`. */
function minimise(objective: Objective, size: number, tolerance: number): Float64Array {
  let point = new Float64Array(size);
  let gradient = new Float64Array(size);
  let value = objective(point, gradient);
  const corrections: Correction[] = [];
  for (let iteration = 0; iteration < MAX_STEPS && gradient.some((g) => Math.abs(g) > tolerance); iteration++) {
    const direction = descentDirection(gradient, corrections);
    const slope = dot(direction, gradient);
    for (let length = 1; ; length /= 2) {
      const next = point.map((x, i) => x + length * direction[i]!);
      const nextGradient = new Float64Array(size);
      const nextValue = objective(next, nextGradient);
      // At the limit of the numbers no step descends any more: this is the minimum.
      if (length < 1e-12) return point;
      if (nextValue > value + 1e-4 * length * slope) continue;
      const step = next.map((x, i) => x - point[i]!);
      const change = nextGradient.map((g, i) => g - gradient[i]!);
      const curvature = dot(step, change);
      if (curvature > 0) corrections.push({ step, change, curvature });
      if (corrections.length > MEMORY) corrections.shift();
      [point, gradient, value] = [next, nextGradient, nextValue];
      break;
    }
  }
  return point;
}

/** −H·gradient with the inverse Hessian H that the corrections imply; the first step has length one. */
function descentDirection(gradient: Float64Array, corrections: readonly Correction[]): Float64Array {
  const direction = gradient.map((g) => -g);
  const last = corrections.at(-1);
  const shares: number[] = [];
  for (let k = corrections.length - 1; k >= 0; k--) {
    const { step, change, curvature } = corrections[k]!;
    shares[k] = dot(step, direction) / curvature;
    addScaled(direction, -shares[k]!, change);
  }
  const scale = last === undefined ? 1 / Math.sqrt(dot(gradient, gradient)) : last.curvature / dot(last.change, last.change);
  for (let i = 0; i < direction.length; i++) direction[i]! *= scale;
  corrections.forEach(({ step, change, curvature }, k) => addScaled(direction, shares[k]! - dot(change, direction) / curvature, step));
  return direction;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function addScaled(target: Float64Array, scale: number, source: Float64Array): void {
  for (let i = 0; i < target.length; i++) target[i]! += scale * source[i]!;
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

/** Σ −log softmax + ½λ‖W‖² with its gradient; biases are not penalised. */
function penalisedLoss(
  rows: readonly SparseRow[],
  labels: ArrayLike<number>,
  weights: Float64Array,
  gradient: Float64Array,
  nClasses: number,
  nFeatures: number,
  l2: number,
): number {
  const width = nFeatures + 1;
  let loss = 0;
  for (let c = 0; c < nClasses; c++) {
    for (let j = c * width; j < c * width + nFeatures; j++) {
      gradient[j] = l2 * weights[j]!;
      loss += 0.5 * l2 * weights[j]! * weights[j]!;
    }
  }
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
    loss += highest - scores[labels[i]!]!;
    let total = 0;
    for (let c = 0; c < nClasses; c++) total += scores[c] = Math.exp(scores[c]! - highest);
    loss += Math.log(total);
    for (let c = 0; c < nClasses; c++) {
      const error = scores[c]! / total - (labels[i] === c ? 1 : 0);
      for (let k = 0; k < columns.length; k++) gradient[c * width + columns[k]!]! += error * values[k]!;
      gradient[c * width + nFeatures]! += error;
    }
  }
  return loss;
}
