import * as tf from "@tensorflow/tfjs";
import { checkKeys } from "../core/check";
import { ShapeError } from "../core/errors";
import { Random } from "../core/random";
import type { NamedWeight, WeightedLayer } from "./namedWeights";

/** What tfjs itself takes when a layer is made: name, inputShape, trainable … */
export type LayerArgs = NonNullable<ConstructorParameters<typeof tf.layers.Layer>[0]>;

type Initializer = ReturnType<typeof tf.initializers.zeros>;

/** How a weight is listed: its group, and whether PyTorch keeps it the other way round. */
type WeightTraits = Partial<Pick<NamedWeight, "group" | "transposed">>;

/**
 * A `tf.layers.Layer` over this library's operations: seeded initial weights, and names for them.
 *
 * Subclasses build their weights with `addNamedWeight` and say what they compute in `call`.
 */
export abstract class KernelLayer extends tf.layers.Layer implements WeightedLayer {
  private readonly listed: NamedWeight[] = [];

  constructor(config: LayerArgs) {
    super(config);
    this.supportsMasking = true;
  }

  /** The layer's weights in the order in which they were built. @throws ShapeError before the layer is built */
  namedWeights(): readonly NamedWeight[] {
    if (!this.built)
      throw new ShapeError(`namedWeights: layer ${this.name} has no weights before it is built; call build(inputShape) first`);
    return this.listed;
  }

  /** Frees the weights, also of a layer that was built and called without `apply`, as models do. */
  override dispose(): ReturnType<tf.layers.Layer["dispose"]> {
    this._refCount ??= 1;
    return super.dispose();
  }

  /** A trainable variable [shape] that starts at `values`. */
  protected addNamedWeight(name: string, shape: readonly number[], values: Float32Array, traits: WeightTraits = {}): tf.Variable {
    // tfjs asks an initializer for nothing but `apply`, and exports no class to extend.
    const initializer = { apply: () => tf.tensor(values, shape as number[]) } as unknown as Initializer;
    // A name that begins with a digit would look to tfjs' loader like the index of a weight.
    const weight = this.addWeight(name.replace(/^(?=\d)/, "linear"), shape as number[], "float32", initializer);
    const variable = weight.read() as tf.Variable;
    this.listed.push({ name, variable, group: "classical", ...traits });
    return variable;
  }
}

const LAYER_KEYS = [
  "name",
  "trainable",
  "inputShape",
  "batchInputShape",
  "batchSize",
  "dtype",
  "inputDType",
  "updatable",
  "weights",
  "customObjects",
];

/** Throws for a configuration key that neither the layer nor tfjs knows. */
export function checkLayerKeys(where: string, config: object, keys: readonly string[]): void {
  checkKeys(where, config, [...keys, ...LAYER_KEYS]);
}

/** Seeds of a layer's weights: the same layer seed and weight name always draw the same numbers. */
export function weightRandom(seed: number, name: string): Random {
  return new Random(seed).split(name);
}

/** The only input of a layer that takes one. */
export function onlyInput(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
  return Array.isArray(inputs) ? inputs[0]! : inputs;
}

/** The mask that tfjs hands to `call`, if any. */
export function maskOf(kwargs: { readonly [name: string]: unknown } | undefined): tf.Tensor | null {
  const mask = kwargs?.["mask"] as tf.Tensor | readonly tf.Tensor[] | null | undefined;
  return (Array.isArray(mask) ? (mask as readonly tf.Tensor[])[0] : (mask as tf.Tensor | null | undefined)) ?? null;
}

/** The last axis of the shape that a layer is built for. @throws ShapeError when it is not known */
export function lastAxis(where: string, shape: tf.Shape | tf.Shape[]): number {
  const single = (Array.isArray(shape[0]) ? shape[0] : shape) as tf.Shape;
  const size = single[single.length - 1];
  if (typeof size === "number") return size;
  throw new ShapeError(`${where}: the last axis of the input shape [${single.join()}] must be known when the layer is built`);
}
