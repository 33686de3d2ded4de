import type { Random } from "../core/random";

const TABLE_SIZE = 128;
const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);
const LOG_FACTORIALS = new Float64Array(TABLE_SIZE);
for (let k = 2; k < TABLE_SIZE; k++) LOG_FACTORIALS[k] = LOG_FACTORIALS[k - 1]! + Math.log(k);

/** log k!, by table and from 128 on by Stirling's series (error below 1e-13). */
function logFactorial(k: number): number {
  if (k < TABLE_SIZE) return LOG_FACTORIALS[k]!;
  const x = k + 1;
  return (x - 0.5) * Math.log(x) - x + HALF_LOG_TWO_PI + (1 / 12 - 1 / (360 * x * x)) / x;
}

/** Inversion from 0 upwards: for n·p below 10, a few multiplications. */
function byInversion(n: number, p: number, random: Random): number {
  const ratio = p / (1 - p);
  const none = Math.exp(n * Math.log1p(-p));
  for (;;) {
    let rest = random.uniform();
    let term = none;
    for (let k = 0; k <= n; k++) {
      if (rest < term) return k;
      rest -= term;
      term *= (ratio * (n - k)) / (k + 1);
    }
  }
}

/** Transformed rejection with squeeze, BTRS (Hörmann 1993, "The generation of binomial random variates"); n·p ≥ 10, p ≤ ½. */
function byRejection(n: number, p: number, random: Random): number {
  const deviation = Math.sqrt(n * p * (1 - p));
  const b = 1.15 + 2.53 * deviation;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const centre = n * p + 0.5;
  const squeeze = 0.92 - 4.2 / b;
  for (;;) {
    const u = random.uniform() - 0.5;
    const v = random.uniform();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + centre);
    if (us >= 0.07 && v <= squeeze) return k;
    if (k < 0 || k > n) continue;
    const mode = Math.floor((n + 1) * p);
    const alpha = (2.83 + 5.1 / b) * deviation;
    const bound = logFactorial(mode) + logFactorial(n - mode) - logFactorial(k) - logFactorial(n - k) + (k - mode) * Math.log(p / (1 - p));
    if (Math.log((v * alpha) / (a / (us * us) + b)) <= bound) return k;
  }
}

/** The number of successes in `n` trials of probability `p`, exactly distributed, at a cost that does not grow with n. */
export function drawBinomial(n: number, p: number, random: Random): number {
  if (n === 0 || p <= 0) return 0;
  if (p >= 1) return n;
  if (p > 0.5) return n - drawBinomial(n, 1 - p, random);
  return n * p < 10 ? byInversion(n, p, random) : byRejection(n, p, random);
}
