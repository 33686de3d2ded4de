import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CapacityError, circuit, CircuitError, param, Random, ready } from "quantum-attention";
import { tokenAnsatz } from "../../../src/attention/mixers/quixerAttention";
import { planeProgram } from "../../../src/attention/operations/planeProgram";
import { unitaryPolynomial } from "../../../src/attention/operations/unitaryPolynomial";
import { testBackend } from "../../backend";

interface Shape {
  readonly B: number;
  readonly T: number;
  readonly n: number;
  readonly L: number;
  readonly degree: number;
  readonly seed: number;
}

/** Value and gradients of Σ v·ψ, one after another. */
function run({ B, T, n, L, degree, seed }: Shape): Float32Array {
  const ansatz = tokenAnsatz(n, L, true);
  const program = planeProgram(ansatz);
  return tf.tidy(() => {
    const random = new Random(seed);
    const normal = (shape: number[], scale: number): tf.Tensor =>
      tf.tensor(Float32Array.from({ length: shape.reduce((product, size) => product * size, 1) }, () => scale * random.normal()), shape); // prettier-ignore
    const inputs = [normal([B, T, ansatz.nParams], 4), normal([B, T, 2], 1 / T), normal([degree + 1], 1)];
    const v = normal([B, 2 ** (n + 1)], 1);
    const f = (...[angles, weights, coefficients]: tf.Tensor[]): tf.Scalar =>
      tf.sum(tf.mul(unitaryPolynomial(angles as tf.Tensor3D, weights as tf.Tensor3D, coefficients as tf.Tensor1D, program, n), v));
    const { value, grads } = tf.valueAndGrads(f)(inputs);
    return tf.concat([value, ...grads].map((each) => tf.reshape(each, [-1]))).dataSync<"float32">();
  });
}

describe("kernels of polynomials of unitaries", () => {
  beforeAll(async () => {
    await ready({ backend: testBackend() });
  });
  afterAll(async () => {
    await ready({ backend: testBackend(), kernels: "simd" });
  });

  it("SIMD and plain agree for every shape", async () => {
    const size = (max: number) => fc.integer({ min: 1, max });
    const shapes = fc.record({ B: size(3), T: size(9), n: size(5), L: size(2), degree: size(4), seed: fc.nat(1e6) });
    const check = async (shape: Shape): Promise<void> => {
      await ready({ kernels: "plain", backend: testBackend() });
      const plain = run(shape);
      await ready({ kernels: "simd", backend: testBackend() });
      const simd = run(shape);
      const scale = Math.max(1, ...plain.map(Math.abs));
      plain.forEach((value, i) => expect(Math.abs(value - simd[i]!)).toBeLessThan(2e-5 * scale));
    };
    await fc.assert(fc.asyncProperty(shapes, check), { seed: 3, numRuns: 25 });
  });

  it("take rotations by half a parameter, and nothing else", () => {
    expect(() => planeProgram(circuit(2).ry(param(0), 0).cnot(0, 1))).toThrow(CircuitError);
    expect(() => planeProgram(circuit(1).rx(0.3, 0))).toThrow(CircuitError);
    expect(() => planeProgram(circuit(13).ry(param(0), 0))).toThrow(CapacityError);
    expect(() => planeProgram(circuit(1).p(param(0), 0))).toThrow(/no rotation by half a parameter/);
  });
});
