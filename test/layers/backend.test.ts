import * as tf from "@tensorflow/tfjs";
import { describe, expect, it, vi } from "vitest";
import { ready } from "quantum-attention";
import { hasNativeBackend } from "../../src/layers/nativeBackend";

describe("ready", () => {
  it("starts wasm without a word and keeps it", async () => {
    const spoken = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const info = await ready();
    expect(info.name).toBe("wasm");
    expect(info.versions["tfjs"]).toBe("4.22.0");
    expect(tf.getBackend()).toBe("wasm");
    await ready({ backend: "cpu" });
    expect(tf.getBackend()).toBe("cpu");
    tf.tensor1d([1, 2]).dispose();
    expect((await ready()).name).toBe("cpu");
    await ready({ backend: "wasm" });
    expect(spoken).not.toHaveBeenCalled();
    spoken.mockRestore();
  });

  it("gives wasm the gradient of gather", async () => {
    await ready({ backend: "wasm" });
    const gradient = tf.tidy(() => {
      const ids = tf.tensor1d([1, 1, 0], "int32");
      const table = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]);
      return tf
        .grad((x: tf.Tensor) => tf.sum(tf.mul(tf.gather(x, ids), [[1], [2], [4]])))(table)
        .dataSync();
    });
    expect([...gradient]).toEqual([4, 4, 3, 3, 0, 0]);
  });

  it("refuses unknown backends and options", async () => {
    await expect(ready({ backend: "webgpu" as "wasm" })).rejects.toThrow(/backend is "webgpu"; use one of wasm, cpu, tensorflow/);
    await expect(ready({ bakend: "wasm" } as object)).rejects.toThrow(/unknown option "bakend"/);
  });

  it("starts the native backend, or says how to get it", async () => {
    if (hasNativeBackend()) expect((await ready({ backend: "tensorflow" })).name).toBe("tensorflow");
    else await expect(ready({ backend: "tensorflow" })).rejects.toThrow(/npm run setup:native/);
    expect((await ready({ backend: "wasm" })).name).toBe("wasm");
  });
});
