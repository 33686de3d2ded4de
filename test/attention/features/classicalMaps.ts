import { Random, type AttentionConfig } from "quantum-attention";
import { fourierFrequencies } from "../../../src/attention/features/fourierFrequencies";
import type { Weights } from "../assertValidAttention";

export type Config = Readonly<AttentionConfig>;
/** A classical map in the place of a circuit, by the name of its weights. */
export type Map = (name: string, input: readonly number[]) => number[];

export const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
export const share = (row: readonly number[]): number[] => row.map((each) => each / row.reduce((sum, value) => sum + value, 0));
export const softmax = (row: readonly number[]): number[] => share(row.map((score) => Math.exp(score)));
export const slice = (row: readonly number[], part: number, parts: number): number[] =>
  row.slice((part * row.length) / parts, ((part + 1) * row.length) / parts);

export function linear(weights: Weights, name: string, input: readonly number[]): number[] {
  const weight = weights[`${name}.weight`]!;
  const units = weight.length / input.length;
  const bias = weights[`${name}.bias`] ?? new Float64Array(units);
  return Array.from({ length: units }, (_, u) => input.reduce((sum, value, i) => sum + value * weight[i * units + u]!, bias[u]!));
}

export const tanhMap =
  (weights: Weights): Map =>
  (name, input) =>
    linear(weights, name, input).map(Math.tanh);

export const fourierMap =
  (weights: Weights, spectrum: readonly (readonly number[])[], count: number): Map =>
  (name, input) => {
    const omegas = fourierFrequencies(spectrum, Math.ceil(count / 2), new Random(0).split("frequencies"));
    const features = omegas.flatMap((omega) => [Math.cos(dot(omega, input)), Math.sin(dot(omega, input))]).slice(0, count);
    return linear(weights, name, features);
  };

export const heads = (config: Config): number => config.nHeads ?? 1;
