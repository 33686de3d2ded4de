import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { AngleEncodedQuantumLayer, ready } from "quantum-attention";
import type { AngleEncodedQuantumLayerArgs } from "quantum-attention";
import { testBackend } from "../../backend";

const DATA = [0.3, -1.1, 2.0, 0.7, 0.1, -0.4];
const data = (): tf.Tensor2D => tf.tensor2d(DATA, [2, 3]);

/** A layer whose output is ⟨Z⟩ itself: unit weights, no bias, no tanh. */
function bare(args: Partial<AngleEncodedQuantumLayerArgs>): { layer: AngleEncodedQuantumLayer; angles: number[] } {
  const layer = new AngleEncodedQuantumLayer({ nQubits: 3, units: 3, tanh: false, initialiser: "uniform", ...args });
  layer.build([null, 3]);
  tf.tidy(() => layer.setWeights([layer.getWeights()[0]!, tf.eye(3), tf.zeros([3])]));
  return { layer, angles: [...layer.namedWeights()[0]!.variable.dataSync()] };
}

const call = (layer: AngleEncodedQuantumLayer): number[] => tf.tidy(() => [...layer.call(data()).dataSync()]);

function expectClose(got: readonly number[], expected: readonly number[], tolerance = 2e-6): void {
  expect(got.length).toBe(expected.length);
  expected.forEach((value, i) => expect(Math.abs(got[i]! - value)).toBeLessThan(tolerance));
}

beforeAll(async () => {
  await ready({ backend: testBackend() });
});

describe("AngleEncodedQuantumLayer", () => {
  it("is cos(x + w) with one RX layer over RX data", () => {
    const { layer, angles } = bare({ nLayers: 1, rotations: ["RX"] });
    expectClose(
      call(layer),
      DATA.map((x, i) => Math.cos(x + angles[i % 3]!)),
    );
    layer.dispose();
  });

  it("is cos(2x + w + w') when the data is uploaded twice, cos(x + w + w') when once", () => {
    for (const reupload of [true, false]) {
      const { layer, angles } = bare({ nLayers: 2, rotations: ["RX"], entangler: "none", reupload });
      const expected = DATA.map((x, i) => Math.cos((reupload ? 2 : 1) * x + angles[i % 3]! + angles[3 + (i % 3)]!));
      expectClose(call(layer), expected);
      layer.dispose();
    }
  });

  it("carries gradients to the data, by every method and from shots", () => {
    for (const [args, tolerance] of [
      [{}, 1e-5],
      [{ diffMethod: "parameter-shift" }, 1e-5],
      [{ diffMethod: "finite-difference" }, 1e-3],
      // Each component has an sd of at most 1/√(2N).
      [{ shots: 100_000 }, 5 / Math.sqrt(200_000)],
    ] as const) {
      const { layer, angles } = bare({ nLayers: 1, rotations: ["RX"], ...args });
      const gradient = tf.tidy(() => [
        ...tf
          .grad((x: tf.Tensor) => tf.sum(layer.call(x)))(data())
          .dataSync(),
      ]);
      const expected = DATA.map((x, i) => -Math.sin(x + angles[i % 3]!));
      expectClose(gradient, expected, tolerance);
      layer.dispose();
    }
  });

  it("counts every row: 1 circuit forward and 2 a parameter and input for the gradient", () => {
    const { layer } = bare({ nLayers: 2, shots: 10 });
    tf.tidy(() => tf.grad((x: tf.Tensor) => tf.sum(layer.call(x)))(data()));
    expect(layer.runner.ledger.of("forward")).toEqual({ circuits: 2, settings: 2, shots: 20 });
    expect(layer.runner.ledger.of("gradient").circuits).toBe(2 * 2 * (3 + 12));
    layer.dispose();
  });

  it("draws the same from the same seed, weights and data, and rows of equal data apart", () => {
    const shots = { shots: 1000, seed: 4 };
    const [a, b] = [bare(shots), bare(shots)];
    expect(call(a.layer)).toEqual(call(b.layer));
    const z = tf.tidy(() => [...a.layer.call(tf.ones([2, 3])).dataSync()]);
    expect(z.slice(0, 3)).not.toEqual(z.slice(3));
    a.layer.dispose();
    b.layer.dispose();
  });
});
