import type * as tf from "@tensorflow/tfjs";

/** One trainable array of a layer or model. */
export interface NamedWeight {
  /** Dotted, as PyTorch would call it, such as `attention.out_proj.weight`. */
  readonly name: string;
  readonly variable: tf.Variable;
  /** Angles of circuits are quantum; everything else, also what stands behind a circuit, is classical. */
  readonly group: "quantum" | "classical";
  /** True when it is kept as [in, out] where PyTorch keeps [out, in]. */
  readonly transposed?: boolean;
}

/** A layer that can name its weights; models list them in this order. */
export interface WeightedLayer extends tf.layers.Layer {
  /** The weights of a built layer, names relative to the layer. */
  namedWeights(): readonly NamedWeight[];
}

/** The same weights under a longer name: `weight` in `classifier` is `classifier.weight`. */
export function prefixed(prefix: string, weights: readonly NamedWeight[]): NamedWeight[] {
  return weights.map((weight) => ({ ...weight, name: `${prefix}.${weight.name}` }));
}
