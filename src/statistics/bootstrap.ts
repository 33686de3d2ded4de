import { jStat } from "jstat";
import { quantile } from "simple-statistics";
import { checkInteger, checkNumber } from "../core/check";
import type { Random } from "../core/random";
import { checkSample, summarise } from "./summary";

/** How a bootstrap interval is drawn. */
export interface BootstrapOptions {
  readonly random: Random;
  /** Default 9999. */
  readonly resamples?: number;
  /** Default 0.95. */
  readonly level?: number;
}

/** Below this a resample is too often one value repeated, and Student's interval is given instead. */
const SMALLEST_BOOTSTRAP = 5;

/** A resample is taken to spread at least this share of the sample's deviation: one that misses the only outlier would divide by almost nothing. */
const SMALLEST_SPREAD = 0.5;

/**
 * Percentile-t (studentised) bootstrap interval of the mean, second-order correct: the sound choice for 10–20 pairs,
 * where the plain percentile and BCa intervals are too short.
 *
 * [m − t₍₁₋α/2₎·s/√n, m − t₍α/2₎·s/√n] with the quantiles of t = (m′ − m)/(max(s′, s/2)/√n) over resamples.
 * Fewer than five values: Student's t interval; one value, or no spread: both ends are the mean.
 * Source: Efron and Tibshirani, An Introduction to the Bootstrap (1993), §12.5; the floor s/2 is ours (decision 5).
 *
 * @throws ArgumentError for no values or an impossible level, NonFiniteError for NaN or infinity.
 *
 * @example
 * ```ts
 * const [low, high] = bootstrapInterval([0.1, 0.3, 0.2, 0.4, 0.2, 0.3], { random: new Random(1) });
 * ```
 */
export function bootstrapInterval(values: readonly number[], options: BootstrapOptions): [number, number] {
  const { random, resamples = 9999, level = 0.95 } = options;
  checkSample("bootstrapInterval", "values", values);
  checkInteger("bootstrapInterval", "resamples", resamples, 99);
  checkNumber("bootstrapInterval", "level", level, 0.5, 0.9999);
  const { n, mean, sd } = summarise(values);
  if (isConstant(values)) return [mean, mean];
  const error = sd / Math.sqrt(n);
  const tail = (1 - level) / 2;
  if (n < SMALLEST_BOOTSTRAP) {
    const t = jStat.studentt.inv(1 - tail, n - 1);
    return [mean - t * error, mean + t * error];
  }
  const studentised = Array.from({ length: resamples }, () => studentisedResample(values, mean, sd, random));
  const [low, high] = quantile(studentised, [tail, 1 - tail]) as [number, number];
  return [mean - high * error, mean - low * error];
}

/** (m′ − m) / (max(s′, s/2)/√n) of one resample with replacement. */
function studentisedResample(values: readonly number[], mean: number, sd: number, random: Random): number {
  const n = values.length;
  let [sum, squares] = [0, 0];
  for (let i = 0; i < n; i++) {
    const centred = values[random.integer(0, n)]! - mean;
    sum += centred;
    squares += centred * centred;
  }
  const variance = Math.max(0, squares - (sum * sum) / n) / (n - 1);
  return sum / n / (Math.max(Math.sqrt(variance), SMALLEST_SPREAD * sd) / Math.sqrt(n));
}

function isConstant(values: readonly number[]): boolean {
  const scale = values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  return values.every((value) => Math.abs(value - values[0]!) <= 1e-12 * scale);
}
