import * as tf from "@tensorflow/tfjs";
import { expect } from "vitest";
import { Random } from "quantum-attention";
import { expectClose } from "../expectClose";

/** Weights by name, in float64. */
export type Weights = Readonly<Record<string, Float64Array>>;

/** What a layer promises, as `assertValidLayer` checks it. */
export interface LayerContract {
  /** A new layer of the same configuration and seed at every call. */
  readonly make: () => tf.layers.Layer;
  /** A new batch at every call: [B, …], float32 or int32. */
  readonly input: () => tf.Tensor;
  /** The layer's formula as plain loops in float64: the batch and the weights, both row-major, to the output. */
  readonly naive: (input: Float64Array, weights: Weights) => Float64Array;
  /** What every weight's variable is called, in the layer's order; default the layer's own `namedWeights()`. */
  readonly weightNames?: readonly string[];
  /** Largest difference of values, relative to the largest value; default 1e-5, ten times float32's rounding of a sum of 100. */
  readonly valueTolerance?: number;
  /** The same for gradients; default 1e-4. */
  readonly gradientTolerance?: number;
  /** Passed to `call`, for instance a mask. */
  readonly kwargs?: () => Record<string, tf.Tensor>;
}

const call = (layer: tf.layers.Layer, input: tf.Tensor, contract: LayerContract): tf.Tensor =>
  tf.tidy(() => layer.call(input, contract.kwargs?.() ?? {}) as tf.Tensor);

function weightsOf(layer: tf.layers.Layer, contract: LayerContract): { name: string; variable: tf.Variable }[] {
  const own = layer as tf.layers.Layer & { namedWeights?: () => readonly { name: string; variable: tf.Variable }[] };
  if (contract.weightNames === undefined) return [...(own.namedWeights?.() ?? [])];
  return layer.trainableWeights.map((weight, i) => ({ name: contract.weightNames![i]!, variable: weight.read() as tf.Variable }));
}

const float64 = (tensor: tf.Tensor): Float64Array => Float64Array.from(tensor.dataSync());

/** Differences of numbers below this count as absolute ones. */
const SMALL = 1e-3;

/** d/dx_i of f at x by central differences of a float64 function: exact to about 1e-9. */
function centralDifferences(f: (x: Float64Array) => number, x: Float64Array): Float64Array {
  const step = 1e-5;
  return x.map((value, i) => {
    const moved = x.slice();
    moved[i] = value + step;
    const above = f(moved);
    moved[i] = value - step;
    return (above - f(moved)) / (2 * step);
  });
}

function built(contract: LayerContract): tf.layers.Layer {
  const layer = contract.make();
  const input = contract.input();
  tf.dispose([layer.apply(input) as tf.Tensor, input]);
  return layer;
}

/** Shapes promised and delivered, and the value by the naive formula. */
function assertValues(contract: LayerContract): void {
  const layer = built(contract);
  tf.tidy(() => {
    const input = contract.input();
    const weights = Object.fromEntries(weightsOf(layer, contract).map(({ name, variable }) => [name, float64(variable)]));
    const output = call(layer, input, contract);
    expect(output.shape).toEqual(layer.computeOutputShape(input.shape));
    expectClose("value", output.dataSync(), contract.naive(float64(input), weights), contract.valueTolerance ?? 1e-5, SMALL);
  });
  layer.dispose();
}

/** Gradients of Σ c·y by the tape against central differences of the naive formula: of every weight, and of a float input. */
function assertGradients(contract: LayerContract): void {
  const layer = built(contract);
  tf.tidy(() => {
    const input = contract.input();
    const named = weightsOf(layer, contract);
    const random = new Random(3);
    const coefficients = Float64Array.from({ length: call(layer, input, contract).size }, () => random.normal());
    const weights = Object.fromEntries(named.map(({ name, variable }) => [name, float64(variable)]));
    const project = (values: Float64Array): number => values.reduce((sum, value, i) => sum + value * coefficients[i]!, 0);
    const loss = (x: tf.Tensor): tf.Scalar => {
      const output = call(layer, x, contract);
      return tf.sum(tf.mul(output, tf.tensor(Float32Array.from(coefficients), output.shape)));
    };
    const tolerance = contract.gradientTolerance ?? 1e-4;
    if (named.length > 0) {
      const { grads } = tf.variableGrads(
        () => loss(input),
        named.map(({ variable }) => variable),
      );
      for (const { name, variable } of named) {
        const expected = centralDifferences((x) => project(contract.naive(float64(input), { ...weights, [name]: x })), weights[name]!);
        expectClose(`gradient of ${name}`, grads[variable.name]!.dataSync(), expected, tolerance, SMALL);
      }
    }
    if (input.dtype !== "float32") return;
    const expected = centralDifferences((x) => project(contract.naive(x, weights)), float64(input));
    expectClose("gradient of the input", tf.grad(loss)(input).dataSync(), expected, tolerance, SMALL);
  });
  layer.dispose();
}

/** In a tf.model: summary, predict, save and load with the same predictions, and the configuration round trip. */
async function assertSaveAndLoad(contract: LayerContract): Promise<void> {
  const before = tf.memory().numTensors;
  const batch = contract.input();
  const layer = contract.make();
  const symbol = tf.input({ shape: batch.shape.slice(1), dtype: batch.dtype });
  const model = tf.model({ inputs: symbol, outputs: layer.apply(symbol) as tf.SymbolicTensor });
  const lines: string[] = [];
  model.summary(undefined, undefined, (line: string) => lines.push(line));
  expect(lines.join("\n")).toContain(layer.name.slice(0, 20));
  let saved: tf.io.ModelArtifacts | null = null;
  await model.save(
    tf.io.withSaveHandler((artifacts) => {
      saved = artifacts;
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } });
    }),
  );
  const loaded = await tf.loadLayersModel(tf.io.fromMemory(saved!));
  const [first, second] = tf.tidy(() => [model, loaded].map((each) => (each.predict(batch) as tf.Tensor).dataSync()));
  expect(second).toEqual(first);
  const config = JSON.parse(JSON.stringify(layer.getConfig())) as tf.serialization.ConfigDict;
  const constructor = layer.constructor as tf.serialization.SerializableConstructor<tf.layers.Layer>;
  const again = constructor.fromConfig(constructor, config);
  expect(again.getConfig()).toEqual(layer.getConfig());
  model.dispose();
  loaded.dispose();
  batch.dispose();
  expect(tf.memory().numTensors, "tensors left by model, save and load").toBe(before);
}

/** Nothing is left by a call, a gradient, or a disposed layer. */
function assertNoLeak(contract: LayerContract): void {
  const before = tf.memory().numTensors;
  const layer = built(contract);
  const input = contract.input();
  const named = weightsOf(layer, contract);
  tf.dispose(call(layer, input, contract));
  const kept = tf.memory().numTensors;
  tf.dispose(call(layer, input, contract));
  expect(tf.memory().numTensors, "tensors left by a call").toBe(kept);
  const loss = (): tf.Scalar => tf.sum(call(layer, input, contract));
  if (named.length > 0) {
    const variables = named.map(({ variable }) => variable);
    tf.dispose(tf.variableGrads(loss, variables));
    expect(tf.memory().numTensors, "tensors left by a gradient").toBe(kept);
  }
  input.dispose();
  layer.dispose();
  expect(tf.memory().numTensors, "tensors left by a disposed layer").toBe(before);
}

/** Five steps of gradient descent towards fixed random targets lower the loss. */
function assertTrains(contract: LayerContract): void {
  const layer = built(contract);
  const input = contract.input();
  const variables = weightsOf(layer, contract).map(({ variable }) => variable);
  if (variables.length > 0) {
    const random = new Random(5);
    const targets = tf.tidy(() => {
      const { shape, size } = call(layer, input, contract);
      return tf.tensor(
        Float32Array.from({ length: size }, () => random.between(-0.5, 0.5)),
        shape,
      );
    });
    const optimiser = tf.train.adam(0.01);
    const losses: number[] = [];
    for (let step = 0; step < 6; step++) {
      const cost = optimiser.minimize(() => tf.mean(tf.square(tf.sub(call(layer, input, contract), targets))), true, variables);
      losses.push(cost!.dataSync()[0]!);
      cost!.dispose();
    }
    expect(losses[5], `losses ${losses.join(", ")}`).toBeLessThan(losses[0]!);
    optimiser.dispose();
    targets.dispose();
  }
  input.dispose();
  layer.dispose();
}

/**
 * Checks everything that a layer of this library promises: shape, value by a naive loop, gradients, life in a `tf.model` with save and
 * load, no tensor left behind, and that five training steps lower the loss. The backend must be ready.
 */
export async function assertValidLayer(contract: LayerContract): Promise<void> {
  assertValues(contract);
  assertGradients(contract);
  await assertSaveAndLoad(contract);
  assertNoLeak(contract);
  assertTrains(contract);
}
