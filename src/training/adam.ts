/** Adam's constants; the defaults are PyTorch's. */
export interface AdamOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** β₁ .9, β₂ .999, ε 1e-8. */
export const ADAM_DEFAULTS: AdamOptions = Object.freeze({ beta1: 0.9, beta2: 0.999, epsilon: 1e-8 });

/** A run of weights that share a learning rate: entries `start` … `end − 1` of the flat vector. */
export interface RateRange {
  readonly start: number;
  readonly end: number;
  readonly learningRate: number;
}

/** What Adam knows between two steps: first and second moments, [size], and how many steps it took. */
export interface AdamState {
  readonly m: Float32Array;
  readonly v: Float32Array;
  readonly steps: number;
}

/**
 * Adam (Kingma & Ba 2014, 1412.6980) on one flat float32 vector, outside tfjs.
 *
 * m ← β₁m + (1−β₁)g, v ← β₂v + (1−β₂)g², w ← w − η/(1−β₁ᵗ) · m / (√v/√(1−β₂ᵗ) + ε): ε outside the root as in PyTorch, the
 * fraction expanded by √(1−β₂ᵗ) so that one division a weight is left, all but what is kept in float64.
 *
 * @example
 * ```ts
 * const weights = Float32Array.of(1, -1);
 * new FlatAdam(2).step(weights, Float32Array.of(0.5, -0.5), [{ start: 0, end: 2, learningRate: 0.1 }]);
 * // weights are now [0.9, -0.9]
 * ```
 */
export class FlatAdam implements AdamState {
  readonly m: Float32Array;
  readonly v: Float32Array;
  private taken = 0;
  private readonly options: AdamOptions;

  constructor(size: number, options: Partial<AdamOptions> = {}) {
    this.m = new Float32Array(size);
    this.v = new Float32Array(size);
    this.options = { ...ADAM_DEFAULTS, ...options };
  }

  get steps(): number {
    return this.taken;
  }

  /** Goes on from a state, which is copied. */
  load({ m, v, steps }: AdamState): void {
    this.m.set(m);
    this.v.set(v);
    this.taken = steps;
  }

  /** Changes `weights` in place by one step against `gradient`; entries outside every range stay. */
  step(weights: Float32Array, gradient: Float32Array, ranges: readonly RateRange[]): void {
    const { m, v } = this;
    const { beta1, beta2, epsilon } = this.options;
    this.taken++;
    const rootSecondCorrection = Math.sqrt(1 - beta2 ** this.taken);
    const correction = rootSecondCorrection / (1 - beta1 ** this.taken);
    const offset = epsilon * rootSecondCorrection;
    for (const { start, end, learningRate } of ranges) {
      const stepSize = learningRate * correction;
      for (let i = start; i < end; i++) {
        const g = gradient[i]!;
        const first = m[i]! + (1 - beta1) * (g - m[i]!);
        const second = beta2 * v[i]! + (1 - beta2) * g * g;
        m[i] = first;
        v[i] = second;
        weights[i] = weights[i]! - (stepSize * first) / (Math.sqrt(second) + offset);
      }
    }
  }
}
