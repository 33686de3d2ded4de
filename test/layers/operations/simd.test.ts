import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { Random, ready } from "quantum-attention";
import { selfAttention } from "../../../src/layers/operations/attention";
import { gelu } from "../../../src/layers/operations/gelu";
import { layerNorm } from "../../../src/layers/operations/layerNorm";
import { linear } from "../../../src/layers/operations/linear";
import { meanPool } from "../../../src/layers/operations/pool";
import { OPERATIONS_BASE64 } from "../../../src/layers/operations/kernels/simdModule.generated";
import { startSimd } from "../../../src/layers/operations/kernels/startSimd";
import { tanh } from "../../../src/layers/operations/tanh";
import { wasmBackend, type WasmBackend } from "../../../src/layers/wasmBackend";

const normal = (random: Random, shape: number[], scale = 1): tf.Tensor =>
  tf.tensor(
    Float32Array.from({ length: shape.reduce((product, size) => product * size, 1) }, () => scale * random.normal()),
    shape,
  );

/** Value and gradient of a small block that goes through every vector kernel, whatever its sizes. */
function block(seed: number, B: number, T: number, D: number, H: number, causal: boolean): Float32Array {
  return tf.tidy(() => {
    const random = new Random(seed);
    const mask = tf.tensor2d(
      Array.from({ length: B * T }, (_, i) => (i % T === 0 || random.uniform() < 0.7 ? 1 : 0)),
      [B, T],
      "bool",
    );
    const [x, w, b, g] = [normal(random, [B, T, D]), normal(random, [D, 3 * D], 0.5), normal(random, [3 * D]), normal(random, [D])];
    const f = (...inputs: tf.Tensor[]): tf.Scalar => {
      const hidden = layerNorm(inputs[0]!, inputs[3]!, tf.zeros([D]));
      const mixed = selfAttention(linear(hidden, inputs[1]!, inputs[2]!), { nHeads: H, mask, causal });
      return tf.sum(tf.mul(meanPool(tanh(gelu(mixed)), mask), tf.range(1, D + 1)));
    };
    const { value, grads } = tf.valueAndGrads(f)([x, w, b, g]);
    return tf.concat([value, ...grads].map((each) => tf.reshape(each, [-1]))).dataSync() as Float32Array;
  });
}

describe("SIMD kernels", () => {
  beforeAll(async () => {
    await ready({ backend: "wasm", kernels: "simd" });
  });

  it("run where they can", async () => {
    expect((await ready({ backend: "wasm", kernels: "simd" })).kernels).toBe("simd");
    expect((await ready({ backend: "wasm", kernels: "plain" })).kernels).toBe("plain");
    expect((await ready({ backend: "cpu", kernels: "simd" })).kernels).toBe("plain");
  });

  it("bring no data of their own into tfjs' memory", () => {
    const bytes = Buffer.from(OPERATIONS_BASE64, "base64");
    const sections: number[] = [];
    for (let at = 8; at < bytes.length;) {
      sections.push(bytes[at++]!);
      let size = 0;
      for (let shift = 0, more = true; more; shift += 7) {
        size |= (bytes[at]! & 127) << shift;
        more = (bytes[at++]! & 128) !== 0;
      }
      at += size;
    }
    const data = 11;
    const start = 8;
    expect(sections).not.toContain(data);
    expect(sections).not.toContain(start);
  });

  it("agree with the plain ones for any sizes", async () => {
    const sizes = fc.record({
      seed: fc.nat(1000),
      B: fc.integer({ min: 1, max: 5 }),
      T: fc.integer({ min: 1, max: 11 }),
      headDim: fc.integer({ min: 1, max: 9 }),
      H: fc.integer({ min: 1, max: 3 }),
      causal: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(sizes, async ({ seed, B, T, headDim, H, causal }) => {
        await ready({ backend: "wasm", kernels: "simd" });
        const fast = block(seed, B, T, headDim * H, H, causal);
        await ready({ backend: "wasm", kernels: "plain" });
        const plain = block(seed, B, T, headDim * H, H, causal);
        const scale = plain.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
        const worst = plain.reduce((largest, value, i) => Math.max(largest, Math.abs(value - fast[i]!)), 0);
        // Layer norm of two nearly equal numbers divides by √ε: rounding of 1e-7 grows by up to 300.
        expect(worst / scale).toBeLessThan(headDim * H < 4 ? 1e-3 : 3e-5);
      }),
      { seed: 4, numRuns: 60 },
    );
  });

  it("survive the growth of the memory in the middle of an operation", async () => {
    await ready({ backend: "wasm", kernels: "simd" });
    const before = wasmBackend()!.wasm.asm!.memory!.buffer.byteLength;
    const [got, expected] = tf.tidy(() => {
      const x = normal(new Random(1), [6000, 33]);
      const w = normal(new Random(2), [33, 1001]);
      const sums = (): number[] => [...tf.slice(linear(x, w, null), [5990, 0], [10, 1001]).dataSync()];
      const first = sums();
      return [first, [...tf.matMul(tf.slice(x, [5990, 0], [10, 33]), w).dataSync()]];
    });
    expect(wasmBackend()!.wasm.asm!.memory!.buffer.byteLength, "the memory has grown").toBeGreaterThan(before);
    const worst = expected.reduce((largest, value, i) => Math.max(largest, Math.abs(value - got[i]!)), 0);
    expect(worst).toBeLessThan(1e-4);
  });

  it("give way to the plain ones, said once, when tfjs hides its memory", () => {
    const spoken = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const hidden = { wasm: { asm: {}, _malloc: () => 0, _free: () => undefined } } as unknown as WasmBackend;
    expect(startSimd(hidden)).toBeNull();
    expect(startSimd(hidden)).toBeNull();
    expect(spoken.mock.calls).toEqual([[expect.stringMatching(/SIMD kernels cannot run in tfjs' memory \(its handle is missing\)/)]]);
    spoken.mockRestore();
  });

  it("give way when the memory is of another kind", () => {
    const spoken = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
    expect(startSimd({ wasm: { asm: { memory }, _malloc: () => 0, _free: () => undefined } } as unknown as WasmBackend)).toBeNull();
    spoken.mockRestore();
  });
});
