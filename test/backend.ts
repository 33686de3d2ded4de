import type { BackendName } from "../src/layers/backend";

/** The backend that layer and training tests run on: `QUANTUM_ATTENTION_BACKEND`, else wasm. */
export function testBackend(): BackendName {
  return (process.env.QUANTUM_ATTENTION_BACKEND ?? "wasm") as BackendName;
}

/** The backends that a test goes through: wasm and cpu, or the one that was asked for. */
export function testBackends(): readonly BackendName[] {
  return testBackend() === "wasm" ? ["wasm", "cpu"] : [testBackend()];
}
