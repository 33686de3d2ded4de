import * as tf from "@tensorflow/tfjs";
import { expect } from "vitest";
import {
  ArgumentError,
  attentionMechanism,
  createAttention,
  drawText,
  fromQasm,
  NonFiniteError,
  probs,
  Random,
  ShapeError,
  toQasm,
} from "quantum-attention";
import type { Attention, AttentionConfig } from "quantum-attention";
import { expectClose } from "../expectClose";

/** Weights by name, in float64. */
export type Weights = Readonly<Record<string, Float64Array>>;

/** A mechanism and its formula, as `assertValidAttention` checks them. */
export interface AttentionContract {
  readonly name: string;
  readonly config: AttentionConfig;
  /** Tokens of a sequence. */
  readonly T: number;
  /** One sequence [T, D] and the weights to its output [T, D], in float64 and by other means than the mechanism's own. */
  readonly oracle: (x: Float64Array, weights: Weights, config: Readonly<AttentionConfig>) => Float64Array;
  /** Largest difference of values relative to the largest value; default 2e-5, float32 through some tens of gates. */
  readonly valueTolerance?: number;
  /** The same for gradients; default 2e-4. */
  readonly gradientTolerance?: number;
  /** Weights beside ReLU, some of whose entries rest for one input. */
  readonly resting?: readonly string[];
}

const float64 = (tensor: tf.Tensor): Float64Array => Float64Array.from(tensor.dataSync());

/** B sequences of normal numbers, other ones for other seeds. */
export function tokens(B: number, T: number, D: number, seed = 1): tf.Tensor3D {
  const random = new Random(seed);
  return tf.tensor3d(
    Float32Array.from({ length: B * T * D }, () => random.normal()),
    [B, T, D],
  );
}

/** Differences of numbers below this count as absolute ones. */
const SMALL = 1e-2;

/** Weights moved away from their start, where some gradients are zero by symmetry. */
function shaken(contract: AttentionContract): Attention {
  const made = createAttention(contract.name, contract.config);
  const random = new Random(17);
  for (const { variable } of made.namedWeights())
    tf.tidy(() => {
      const moved = float64(variable).map((value) => value + 0.4 * random.normal());
      variable.assign(tf.tensor(Float32Array.from(moved), variable.shape));
    });
  return made;
}

const weightsOf = (made: Attention): Weights =>
  Object.fromEntries(made.namedWeights().map(({ name, variable }) => [name, float64(variable)]));

/** The oracle over a batch. */
function expected({ oracle, T, config }: AttentionContract, made: Attention, x: Float64Array, weights: Weights): Float64Array {
  const size = T * config.embedDim;
  return Float64Array.from(
    Array.from({ length: x.length / size }, (_, b) => Array.from(oracle(x.slice(b * size, (b + 1) * size), weights, made.config))).flat(),
  );
}

function assertValues(contract: AttentionContract): void {
  const made = shaken(contract);
  tf.tidy(() => {
    const x = tokens(2, contract.T, contract.config.embedDim);
    const y = made.mix(x, null);
    expect(y.shape).toEqual(x.shape);
    expectClose(
      `${contract.name}: value`,
      y.dataSync(),
      expected(contract, made, float64(x), weightsOf(made)),
      contract.valueTolerance ?? 2e-5,
      SMALL,
    );
  });
  made.dispose();
}

/** Gradients of Σ c·y by the tape against central differences of the oracle, and every weight with a gradient or known as dead. */
function assertGradients(contract: AttentionContract): void {
  const made = shaken(contract);
  const deadEntries = (name: string): number =>
    made.deadParameters().filter((each) => each.startsWith(`${name}.`) || each.startsWith(`${name}[`)).length;
  tf.tidy(() => {
    const x = tokens(1, contract.T, contract.config.embedDim, 2);
    const random = new Random(3);
    const coefficients = Float64Array.from({ length: x.size }, () => random.normal());
    const loss = (input: tf.Tensor): tf.Scalar =>
      tf.sum(tf.mul(made.mix(input as tf.Tensor3D, null), tf.tensor(Float32Array.from(coefficients), x.shape)));
    const weights = weightsOf(made);
    const f = (input: Float64Array, changed: Weights): number =>
      expected(contract, made, input, changed).reduce((sum, value, i) => sum + value * coefficients[i]!, 0);
    const differences = (values: Float64Array, at: (moved: Float64Array) => number): Float64Array =>
      values.map((value, i) => {
        const [above, below] = [values.slice(), values.slice()];
        above[i] = value + 1e-5;
        below[i] = value - 1e-5;
        return (at(above) - at(below)) / 2e-5;
      });
    const tolerance = contract.gradientTolerance ?? 2e-4;
    const named = made.namedWeights();
    if (named.length > 0) {
      const { grads } = tf.variableGrads(
        () => loss(x),
        named.map(({ variable }) => variable),
      );
      for (const { name, variable } of named) {
        const got = grads[variable.name]!.dataSync();
        const byDifferences = differences(weights[name]!, (moved) => f(float64(x), { ...weights, [name]: moved }));
        expectClose(`${contract.name}: gradient of ${name}`, got, byDifferences, tolerance, SMALL);
        if (contract.resting?.includes(name)) continue;
        const still = byDifferences.filter((slope) => Math.abs(slope) < 1e-8).length;
        expect(still, `${contract.name}: entries of ${name} without gradient`).toBe(deadEntries(name));
      }
    }
    const byDifferences = differences(float64(x), (moved) => f(moved, weights));
    expectClose(`${contract.name}: gradient of x`, tf.grad(loss)(x).dataSync(), byDifferences, tolerance, SMALL);
  });
  made.dispose();
}

/** Masked keys change nothing, rows of the map sum to 1, a causal token knows nothing of later ones, an empty row is refused. */
function assertMasks(contract: AttentionContract): void {
  const { T, config, name } = contract;
  const made = createAttention(name, config);
  tf.tidy(() => {
    const x = tokens(2, T, config.embedDim);
    const mask = tf.tensor2d(Array.from({ length: 2 * T }, (_, i) => (i % T < T - 1 ? 1 : 0)), [2, T], "bool"); // prettier-ignore
    const real = tf.reshape(tf.cast(mask, "float32"), [2, T, 1]);
    const other = tf.add<tf.Tensor3D>(tf.mul(x, real), tf.mul(tokens(2, T, config.embedDim, 9), tf.sub(1, real)));
    const kept = (each: tf.Tensor3D): Float32Array => tf.mul(made.mix(each, mask), real).dataSync<"float32">();
    expectClose(`${name}: a masked token's influence`, kept(other), kept(x), 1e-6, SMALL);
    const map = made.attentionWeights(x, mask);
    if (map !== null) {
      expect(map.shape).toEqual([2, config.nHeads ?? 1, T, T]);
      expectClose(`${name}: row sums`, tf.sum(map, -1).dataSync(), new Float64Array(map.size / T).fill(1), 1e-5, SMALL);
    }
    const empty = tf.tensor2d(new Uint8Array(2 * T), [2, T], "bool");
    expect(() => made.mix(x, empty)).toThrow(ArgumentError);
    expect(() => made.mix(x, tf.zeros([2, T + 1], "bool"))).toThrow(ShapeError);
    expect(() => made.mix(tokens(2, T, config.embedDim + 1), null)).toThrow(ShapeError);
    expect(() => made.mix(tf.zeros([2, config.embedDim]) as unknown as tf.Tensor3D, null)).toThrow(ShapeError);
    for (const [at, value] of [
      [0, Number.NaN],
      [x.size - 1, -Infinity],
    ] as const) {
      const broken = tf.tensor3d(x.dataSync().map((each, i) => (i === at ? value : each)), x.shape); // prettier-ignore
      expect(() => made.mix(broken, null)).toThrow(NonFiniteError);
      expect(() => made.mix(broken, mask)).toThrow(`${name}: x[${at}] is ${value}`);
    }
  });
  made.dispose();
  if (!made.mechanism.options.some((option) => option.name === "causal")) return;
  const causal = createAttention(name, { ...config, causal: true });
  tf.tidy(() => {
    const x = tokens(1, T, config.embedDim);
    const last = tf.tensor3d(Array.from({ length: T }, (_, t) => (t === T - 1 ? 1 : 0)), [1, T, 1]); // prettier-ignore
    const other = tf.add<tf.Tensor3D>(x, tf.mul(last, tokens(1, T, config.embedDim, 5)));
    const first = (each: tf.Tensor3D): Float32Array => tf.slice(causal.mix(each, null), [0, 0, 0], [1, T - 1, -1]).dataSync<"float32">();
    expectClose(`${name}: a later token's influence`, first(other), first(x), 1e-6, SMALL);
  });
  causal.dispose();
}

/** No tensor is left by a call, a gradient or a disposed mechanism; five steps of Adam lower a loss. */
function assertTrainsWithoutLeak(contract: AttentionContract): void {
  const before = tf.memory().numTensors;
  const made = createAttention(contract.name, contract.config);
  const x = tokens(2, contract.T, contract.config.embedDim);
  const target = tokens(2, contract.T, contract.config.embedDim, 4);
  const variables = made.namedWeights().map(({ variable }) => variable);
  const loss = (): tf.Scalar => tf.mean(tf.square(tf.sub(made.mix(x, null), target)));
  const kept = tf.memory().numTensors;
  tf.dispose(made.mix(x, null));
  if (variables.length > 0) tf.dispose(tf.variableGrads(loss, variables));
  tf.dispose(made.attentionWeights(x, null) ?? []);
  expect(tf.memory().numTensors, `${contract.name}: tensors left by a call`).toBe(kept);
  if (variables.length > 0) {
    const optimiser = tf.train.adam(0.02);
    const losses = Array.from({ length: 6 }, () => {
      const cost = optimiser.minimize(loss, true, variables)!;
      const value = cost.dataSync()[0]!;
      cost.dispose();
      return value;
    });
    expect(losses[5], `${contract.name}: losses ${losses.join(", ")}`).toBeLessThan(losses[0]!);
    optimiser.dispose();
  }
  x.dispose();
  target.dispose();
  made.dispose();
  expect(tf.memory().numTensors, `${contract.name}: tensors left by a disposed mechanism`).toBe(before);
}

/** The formula counts the weights; the circuit draws, and comes back from QASM to the same state; the seed decides the weights. */
function assertDescription({ name, config }: AttentionContract): void {
  const row = attentionMechanism(name);
  const [made, again] = [createAttention(name, config), createAttention(name, config)];
  expect(made.mechanism).toBe(row);
  const count = made.namedWeights().reduce((sum, { variable }) => sum + variable.size, 0);
  expect(row.parameters(config), `${name}: parameters`).toBe(count);
  made.namedWeights().forEach(({ variable }, i) => expect(again.namedWeights()[i]!.variable.dataSync()).toEqual(variable.dataSync()));
  for (const each of [made, again]) each.dispose();
  const circuit = row.circuit(config);
  if (circuit === null) return;
  expect(drawText(circuit).split("\n").length).toBeGreaterThanOrEqual(circuit.nQubits);
  const back = fromQasm(toQasm(circuit)).circuit;
  const values = Object.fromEntries(circuit.parameters.map((parameter, i) => [parameter, 0.3 + 0.17 * i]));
  expect(new Set(back.parameters)).toEqual(new Set(circuit.parameters));
  expectClose(`${name}: probabilities after QASM`, probs(back, values), probs(circuit, values), 1e-9, SMALL);
}

/**
 * Checks everything that an attention mechanism promises: values and gradients against an independent formula, masks, causality,
 * refusals, no leaks, five training steps that lower a loss, its parameter formula and its circuit. The backend must be ready.
 */
export function assertValidAttention(contract: AttentionContract): void {
  assertDescription(contract);
  assertValues(contract);
  assertGradients(contract);
  assertMasks(contract);
  assertTrainsWithoutLeak(contract);
}
