import { mean } from "../../core/mean";

/** Mean and sample standard deviation (n − 1) of drawn numbers. */
export function sampleMoments(values: Float64Array | readonly number[]): { readonly mean: number; readonly sd: number } {
  const centre = mean(values);
  let squares = 0;
  for (const value of values) squares += (value - centre) ** 2;
  return { mean: centre, sd: Math.sqrt(squares / (values.length - 1)) };
}
