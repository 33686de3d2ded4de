import type * as tf from "@tensorflow/tfjs";
import { uniformValues } from "../../layers/initialValues";
import { linear } from "../../layers/operations/linear";
import type { AttentionWeights } from "../attentionWeights";
import { fourierFeatures } from "../operations/fourierFeatures";
import { fourierFrequencies } from "./fourierFrequencies";

/** The random features that the maps of one mechanism share: `frequencies` [at least count/2, inputs]. */
export interface FourierDraw {
  readonly frequencies: Float32Array;
  readonly count: number;
}

/** A classical map of rows [R, inputs] to [R, units] in the place of a circuit. */
export type FeatureMap = (rows: tf.Tensor2D) => tf.Tensor2D;

/** As many features as wanted, where the spectrum has as many. */
export function fourierCount(spectrum: readonly (readonly number[])[], wanted: number): number {
  return Math.min(wanted, spectrum.reduce((product, { length }) => product * (2 * length + 1), 1) - 1);
}

/** Draws the features of a mechanism by its seed. */
export function drawFourier(weights: AttentionWeights, spectrum: readonly (readonly number[])[], wanted: number): FourierDraw {
  const count = fourierCount(spectrum, wanted);
  const drawn = fourierFrequencies(spectrum, Math.ceil(count / 2), weights.random("frequencies"));
  return { frequencies: Float32Array.from(drawn.flat()), count };
}

/** tanh(x·W + b), or W·φ(x) over random features; its weights are added to those of the mechanism. */
export function addFeatureMap(
  weights: AttentionWeights,
  name: string,
  inputs: number,
  units: number,
  draw: FourierDraw | null,
): FeatureMap {
  if (draw === null) {
    const { weight, bias } = weights.addLinear(name, inputs, units, 1 / Math.sqrt(inputs));
    return (rows) => linear(rows, weight, bias, "tanh") as tf.Tensor2D;
  }
  const { frequencies, count } = draw;
  const values = uniformValues(weights.random(`${name}.weight`), count * units, 1 / Math.sqrt(count));
  const weight = weights.add(`${name}.weight`, [count, units], values, { transposed: true });
  return (rows) => linear(fourierFeatures(rows, frequencies, count), weight, null) as tf.Tensor2D;
}

/** Parameters of such a map. */
export const mapParameters = (inputs: number, units: number, nFeatures: number | null): number =>
  nFeatures === null ? (inputs + 1) * units : nFeatures * units;
