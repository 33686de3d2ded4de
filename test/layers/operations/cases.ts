import * as tf from "@tensorflow/tfjs";
import { add } from "../../../src/layers/operations/add";
import { addPositions } from "../../../src/layers/operations/addPositions";
import { attention, selfAttention } from "../../../src/layers/operations/attention";
import { crossEntropy } from "../../../src/layers/operations/crossEntropy";
import { embed } from "../../../src/layers/operations/embed";
import { gelu } from "../../../src/layers/operations/gelu";
import { layerNorm } from "../../../src/layers/operations/layerNorm";
import { linear } from "../../../src/layers/operations/linear";
import { firstPool, meanPool } from "../../../src/layers/operations/pool";
import { relu } from "../../../src/layers/operations/relu";
import { tanh } from "../../../src/layers/operations/tanh";

/** An operation, the same thing written with tfjs' own operations, and the shapes to try it on. */
export interface OperationCase {
  readonly name: string;
  readonly shapes: readonly (readonly number[])[];
  readonly ours: (inputs: tf.Tensor[]) => tf.Tensor;
  readonly tfjs: (inputs: tf.Tensor[]) => tf.Tensor;
}

const ids = (rows: number[][]): tf.Tensor => tf.tensor2d(rows, undefined, "int32");
const someMask = (B: number, T: number): tf.Tensor =>
  tf.tensor2d(
    Array.from({ length: B * T }, (_, i) => (i % T === 0 || i % 3 !== 1 ? 1 : 0)),
    [B, T],
    "bool",
  );

function tfjsAttention([q, k, v]: tf.Tensor[], H: number, mask: tf.Tensor | null, causal: boolean): tf.Tensor {
  const [B, T, D] = q!.shape as [number, number, number];
  const split = (x: tf.Tensor): tf.Tensor => tf.transpose(tf.reshape(x, [B, T, H, D / H]), [0, 2, 1, 3]);
  const scores = tf.div(tf.matMul(split(q!), split(k!), false, true), Math.sqrt(D / H));
  const lower = tf.tensor2d(
    Array.from({ length: T * T }, (_, i) => (!causal || i % T <= Math.floor(i / T) ? 0 : -1e9)),
    [T, T],
  );
  const padding = mask === null ? tf.scalar(0) : tf.reshape(tf.mul(tf.sub(1, tf.cast(mask, "float32")), -1e9), [B, 1, 1, T]);
  const weights = tf.softmax(tf.add(tf.add(scores, lower), padding));
  return tf.reshape(tf.transpose(tf.matMul(weights, split(v!)), [0, 2, 1, 3]), [B, T, D]);
}

const linearCase = (M: number, K: number, N: number): OperationCase => ({
  name: `linear ${M}×${K}×${N}`,
  shapes: [[M, K], [K, N], [N]],
  ours: ([x, w, b]) => linear(x!, w!, b!),
  tfjs: ([x, w, b]) => tf.add(tf.matMul(x!, w!), b!),
});

const attentionCase = (B: number, T: number, D: number, H: number, masked: boolean, causal: boolean): OperationCase => ({
  name: `attention B${B} T${T} D${D} H${H}${masked ? " masked" : ""}${causal ? " causal" : ""}`,
  shapes: [
    [B, T, D],
    [B, T, D],
    [B, T, D],
  ],
  ours: ([q, k, v]) => attention(q!, k!, v!, { nHeads: H, mask: masked ? someMask(B, T) : null, causal }),
  tfjs: (inputs) => tfjsAttention(inputs, H, masked ? someMask(B, T) : null, causal),
});

const jointCase = (B: number, T: number, D: number, H: number): OperationCase => ({
  name: `self-attention B${B} T${T} D${D} H${H}`,
  shapes: [[B, T, 3 * D]],
  ours: ([qkv]) => selfAttention(qkv!, { nHeads: H, mask: someMask(B, T) }),
  tfjs: ([qkv]) => tfjsAttention(tf.split(qkv!, 3, 2), H, someMask(B, T), false),
});

const normCase = (M: number, D: number): OperationCase => ({
  name: `layerNorm ${M}×${D}`,
  shapes: [[M, D], [D], [D]],
  ours: ([x, g, b]) => layerNorm(x!, g!, b!),
  tfjs: ([x, g, b]) => {
    const { mean, variance } = tf.moments(x!, -1, true);
    return tf.add(tf.mul(tf.mul(tf.sub(x!, mean), tf.rsqrt(tf.add(variance, 1e-5))), g!), b!);
  },
});

const poolMask = (): tf.Tensor => someMask(3, 5);

export const OPERATION_CASES: readonly OperationCase[] = [
  linearCase(1, 1, 1),
  linearCase(5, 3, 2),
  linearCase(96, 8, 8),
  linearCase(7, 13, 9),
  linearCase(33, 16, 48),
  linearCase(4, 5, 11),
  {
    name: "linear of rank 3 without bias",
    shapes: [
      [2, 3, 5],
      [5, 7],
    ],
    ours: ([x, w]) => linear(x!, w!, null),
    tfjs: ([x, w]) => tf.reshape(tf.matMul(tf.reshape(x!, [6, 5]), w!), [2, 3, 7]),
  },
  {
    name: "linear with tanh, the weight an activation too",
    shapes: [[5, 6], [6, 7], [7]],
    ours: ([x, w, b]) => linear(x!, tf.mul(w!, 0.5), b!, "tanh"),
    tfjs: ([x, w, b]) => tf.tanh(tf.add(tf.matMul(x!, tf.mul(w!, 0.5)), b!)),
  },
  {
    name: "linear with ReLU without bias",
    shapes: [
      [5, 6],
      [6, 9],
    ],
    ours: ([x, w]) => linear(x!, w!, null, "relu"),
    tfjs: ([x, w]) => tf.relu(tf.matMul(x!, w!)),
  },
  attentionCase(2, 6, 8, 1, false, false),
  attentionCase(3, 5, 6, 2, true, false),
  attentionCase(2, 7, 12, 4, false, true),
  attentionCase(2, 9, 16, 2, true, true),
  attentionCase(1, 1, 3, 3, false, false),
  jointCase(2, 6, 8, 1),
  jointCase(3, 5, 10, 2),
  normCase(5, 8),
  normCase(4, 7),
  normCase(3, 1),
  { name: "relu", shapes: [[3, 7]], ours: ([x]) => relu(x!), tfjs: ([x]) => tf.relu(x!) },
  { name: "tanh", shapes: [[5, 7]], ours: ([x]) => tanh(tf.mul(x!, 3)), tfjs: ([x]) => tf.tanh(tf.mul(x!, 3)) },
  {
    name: "gelu",
    shapes: [[5, 7]],
    ours: ([x]) => gelu(x!),
    tfjs: ([x]) => tf.mul(tf.mul(x!, tf.add(tf.erf(tf.mul(x!, Math.SQRT1_2)), 1)), 0.5),
  },
  {
    name: "add, an input used twice",
    shapes: [
      [3, 5],
      [3, 5],
    ],
    ours: ([x, y]) => add(add(x!, y!), x!),
    tfjs: ([x, y]) => tf.add(tf.add(x!, y!), x!),
  },
  {
    name: "addPositions",
    shapes: [[2, 3, 5]],
    ours: ([x]) => addPositions(x!, tf.range(0, 20).reshape([4, 5])),
    tfjs: ([x]) => tf.add(x!, tf.range(0, 15).reshape([3, 5])),
  },
  {
    name: "embed, ids repeated",
    shapes: [[4, 5]],
    ours: ([table]) =>
      embed(
        table!,
        ids([
          [0, 2],
          [2, 3],
        ]),
      ),
    tfjs: ([table]) =>
      tf.gather(
        table!,
        ids([
          [0, 2],
          [2, 3],
        ]),
      ),
  },
  {
    name: "meanPool, masked",
    shapes: [[3, 5, 7]],
    ours: ([x]) => meanPool(x!, poolMask()),
    tfjs: ([x]) => {
      const weights = tf.expandDims(tf.cast(poolMask(), "float32"), 2);
      return tf.div(tf.sum(tf.mul(x!, weights), 1), tf.sum(weights, 1));
    },
  },
  { name: "meanPool", shapes: [[3, 5, 8]], ours: ([x]) => meanPool(x!), tfjs: ([x]) => tf.mean(x!, 1) },
  {
    name: "firstPool",
    shapes: [[3, 5, 7]],
    ours: ([x]) => firstPool(x!),
    tfjs: ([x]) => tf.reshape(tf.slice(x!, [0, 0, 0], [3, 1, 7]), [3, 7]),
  },
  {
    name: "crossEntropy",
    shapes: [[4, 3]],
    ours: ([logits]) => crossEntropy(logits!, tf.tensor1d([0, 2, 1, 1], "int32")),
    tfjs: ([logits]) => {
      const oneHot = tf.oneHot(tf.tensor1d([0, 2, 1, 1], "int32"), 3);
      return tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits!), oneHot), -1)));
    },
  },
];
