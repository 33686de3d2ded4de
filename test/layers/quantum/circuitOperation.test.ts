import * as tf from "@tensorflow/tfjs";
import { beforeAll, describe, expect, it } from "vitest";
import { allZ, circuit, circuitExpval, CircuitRunner, circuitStates, getEngine, param, ready } from "quantum-attention";
import { testBackend } from "../../backend";

const built = circuit(2).ry(param("a"), 0).rx(param("w"), 1).cnot(0, 1).rz(param("b"), 1).ry(param("w"), 1);
const compiled = getEngine("plain").compile(built, { shared: ["w"] });
const ROWS = [0.3, -0.8, 1.9, 0.4, -1.2, 2.5];
const rows = (): tf.Tensor2D => tf.tensor2d(ROWS, [3, 2]);
const shared = (): tf.Tensor1D => tf.tensor1d([0.6]);

/** The final states in float64, [2, 3, 4] as `circuitStates` has them. */
function statesAt(perRow: readonly number[], w: number): number[] {
  const params = { batchSize: 3, perRow: Float64Array.from(perRow), shared: Float64Array.of(w) };
  const { re, im } = getEngine("reference")
    .compile(built, { shared: ["w"] })
    .states(params);
  return [...re, ...im];
}

const COTANGENT = Array.from({ length: 24 }, (_, i) => Math.cos(3 * i));

function differences(f: (perRow: readonly number[], w: number) => number): number[] {
  const h = 1e-5;
  const at = (i: number, by: number): number =>
    i < ROWS.length
      ? f(
          ROWS.map((value, j) => (i === j ? value + by : value)),
          0.6,
        )
      : f(ROWS, 0.6 + by);
  return Array.from({ length: ROWS.length + 1 }, (_, i) => (at(i, h) - at(i, -h)) / (2 * h));
}

function expectClose(got: readonly number[], expected: readonly number[]): void {
  expect(got.length).toBe(expected.length);
  expected.forEach((value, i) => expect(Math.abs(got[i]! - value)).toBeLessThan(1e-5));
}

describe.each([...new Set(["wasm", "cpu", testBackend()] as const)])("the bridge from circuits to tfjs on %s", (backend) => {
  beforeAll(async () => {
    await ready({ backend });
  });

  it("gives states and the gradients of their cotangents, with no factor of 2", () => {
    tf.tidy(() => {
      const states = circuitStates(compiled, rows(), shared());
      expect(states.shape).toEqual([2, 3, 4]);
      expectClose([...states.dataSync()], statesAt(ROWS, 0.6));
      const loss = (x: tf.Tensor, w: tf.Tensor): tf.Scalar =>
        tf.sum(tf.mul(circuitStates(compiled, x as tf.Tensor2D, w as tf.Tensor1D), tf.tensor(COTANGENT, [2, 3, 4])));
      const gradients = tf.grads(loss)([rows(), shared()]);
      const expected = differences((perRow, w) => statesAt(perRow, w).reduce((sum, value, i) => sum + value * COTANGENT[i]!, 0));
      expectClose([...gradients[0]!.dataSync(), ...gradients[1]!.dataSync()], expected);
      expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(0.5);
    });
  });

  it("gives expectation values and gradients to both tensors", () => {
    const runner = new CircuitRunner(built, allZ(2), { engine: "plain", diffMethod: "adjoint", shots: null, seed: 0 }, ["w"]);
    const z = (perRow: readonly number[], w: number): number[] => {
      const params = { batchSize: 3, perRow: Float64Array.from(perRow), shared: Float64Array.of(w) };
      return [
        ...getEngine("reference")
          .compile(built, { shared: ["w"] })
          .expval(params, allZ(2)),
      ];
    };
    tf.tidy(() => {
      expectClose([...circuitExpval(runner, rows(), shared()).dataSync()], z(ROWS, 0.6));
      const weights = tf.tensor2d(COTANGENT.slice(0, 6), [3, 2]);
      const loss = (x: tf.Tensor, w: tf.Tensor): tf.Scalar =>
        tf.sum(tf.mul(circuitExpval(runner, x as tf.Tensor2D, w as tf.Tensor1D), weights));
      const gradients = tf.grads(loss)([rows(), shared()]);
      const expected = differences((perRow, w) => z(perRow, w).reduce((sum, value, i) => sum + value * COTANGENT[i]!, 0));
      expectClose([...gradients[0]!.dataSync(), ...gradients[1]!.dataSync()], expected);
    });
    expect(runner.ledger.of("forward").circuits).toBe(6);
  });

  it("leaves no tensor behind", () => {
    const [x, w] = [rows(), shared()];
    const before = tf.memory().numTensors;
    const loss = (a: tf.Tensor, b: tf.Tensor): tf.Scalar => tf.sum(circuitStates(compiled, a as tf.Tensor2D, b as tf.Tensor1D));
    tf.dispose(tf.grads(loss)([x, w]));
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose([x, w]);
  });

  it("refuses angles that do not fit or are not numbers", () => {
    expect(() => circuitStates(compiled, tf.zeros([3, 3]), shared())).toThrow(/circuitStates: perRow is \[3,3\] .* takes \[B, 2\] and 1/);
    expect(() => circuitStates(compiled, rows())).toThrow(/shared has 0 values/);
    expect(() => circuitStates(compiled, tf.fill([1, 2], NaN), shared())).toThrow(/params.perRow\[0\] is NaN/);
  });
});
