import type { BackendName } from "../src/layers/backend";

/** The backend that layer and training tests run on: `QUANTUM_ATTENTION_BACKEND`, else wasm. */
export function testBackend(): BackendName {
  return (process.env.QUANTUM_ATTENTION_BACKEND ?? "wasm") as BackendName;
}
