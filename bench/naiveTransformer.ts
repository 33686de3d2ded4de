import * as tf from "@tensorflow/tfjs";
import type { SequenceBatch } from "../src/experiments/sequenceModel";
import { sinusoidalTable } from "../src/layers/classical/sinusoidalPositions";
import type { Transformer } from "../src/transformer/transformer";

const gelu = (x: tf.Tensor): tf.Tensor => tf.mul(tf.mul(x, tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1)), 0.5);

/** What one writes first: the same classical model in tfjs' own operations, with tf.train.adam and clipping by tensors. */
export class NaiveTransformer {
  private readonly config: Transformer["config"];
  private readonly weights: Readonly<Record<string, tf.Variable>>;
  private readonly adam = tf.train.adam(1e-3, 0.9, 0.999, 1e-8);

  /** Starts at the model's weights. */
  constructor(model: Transformer) {
    this.config = model.config;
    this.weights = Object.fromEntries(model.namedWeights().map(({ name, variable }) => [name, tf.variable(variable.clone())]));
  }

  private linear(x: tf.Tensor, name: string): tf.Tensor {
    return tf.add(tf.matMul(x, this.weights[`${name}weight`]!), this.weights[`${name}bias`]!);
  }

  private norm(x: tf.Tensor, name: string): tf.Tensor {
    if (this.config.norm === "none") return x;
    const centred = tf.sub(x, tf.mean(x, -1, true));
    const scale = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), 1e-5));
    return tf.add(tf.mul(tf.mul(centred, scale), this.weights[`${name}.weight`]!), this.weights[`${name}.bias`]!);
  }

  private loss({ size: B, seqLen: T, tokens, labels }: SequenceBatch): tf.Scalar {
    const { embedDim: D, nHeads: H, nClasses, residual, positions, activation } = this.config;
    let x: tf.Tensor = tf.gather(this.weights["embedding.weight"]!, tf.tensor1d(tokens, "int32"));
    if (positions === "sinusoidal") x = tf.add(x, tf.tile(tf.tensor2d(sinusoidalTable(T, D), [T, D]), [B, 1]));
    const qkv = tf.split(this.linear(this.norm(x, "norm1"), "attention.in_proj_"), 3, 1);
    const [q, k, v] = qkv.map((each) => tf.transpose(tf.reshape(each, [B, T, H, D / H]), [0, 2, 1, 3]));
    const weights = tf.softmax(tf.mul(tf.matMul(q!, k!, false, true), 1 / Math.sqrt(D / H)));
    const mixed = this.linear(tf.reshape(tf.transpose(tf.matMul(weights, v!), [0, 2, 1, 3]), [B * T, D]), "attention.out_proj.");
    x = residual ? tf.add(x, mixed) : mixed;
    const hidden = this.linear(this.norm(x, "norm2"), "ffn.0.");
    const fed = this.linear(activation === "gelu" ? gelu(hidden) : tf.relu(hidden), "ffn.2.");
    x = this.norm(residual ? tf.add(x, fed) : fed, "norm");
    const logits = this.linear(tf.mean(tf.reshape(x, [B, T, D]), 1), "classifier.");
    const oneHot = tf.oneHot(tf.tensor1d(labels, "int32"), nClasses);
    return tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits), oneHot), -1)));
  }

  /** One step; the loss before it. */
  step(batch: SequenceBatch): number {
    return tf.tidy(() => {
      const { value, grads } = tf.variableGrads(() => this.loss(batch), Object.values(this.weights));
      const norm = tf.sqrt(tf.addN(Object.values(grads).map((gradient) => tf.sum(tf.square(gradient)))));
      const scale = tf.minimum(1, tf.div(1, tf.add(norm, 1e-6)));
      this.adam.applyGradients(Object.fromEntries(Object.entries(grads).map(([name, gradient]) => [name, tf.mul(gradient, scale)])));
      return value.dataSync()[0]!;
    });
  }

  dispose(): void {
    this.adam.dispose();
    tf.dispose(Object.values(this.weights));
  }
}
