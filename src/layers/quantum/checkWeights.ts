import type * as tf from "@tensorflow/tfjs";
import { checkAllFinite } from "../../core/check";
import { ShapeError } from "../../core/errors";
import type { NamedWeight } from "../namedWeights";

/** Throws unless the tensors have the shapes of a layer's weights and finite values. */
export function checkWeights(where: string, named: readonly NamedWeight[], weights: readonly tf.Tensor[]): void {
  const shapes = (tensors: readonly tf.Tensor[]): string => tensors.map(({ shape }) => `[${shape.join()}]`).join(" ");
  const expected = shapes(named.map(({ variable }) => variable));
  if (shapes(weights) !== expected)
    throw new ShapeError(`${where}: weights must have the shapes ${expected}, got ${shapes(weights)}; pass one tensor a weight`, {
      names: named.map(({ name }) => name),
      shapes: weights.map(({ shape }) => shape),
    });
  weights.forEach((weight, i) => checkAllFinite(where, named[i]!.name, weight.dataSync<"float32">()));
}
