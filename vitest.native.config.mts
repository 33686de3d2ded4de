import { defineConfig, mergeConfig } from "vitest/config";
import base from "./vitest.config.mts";

// The layer and training suites on the backend that QUANTUM_ATTENTION_BACKEND names; backend.test.ts is about choosing one.
export default mergeConfig(
  { ...base, test: { ...base.test, include: [], exclude: [] } },
  defineConfig({
    test: {
      include: ["layers", "transformer", "training", "attention", "native"].map((room) => `test/${room}/**/*.test.ts`),
      exclude: ["test/layers/backend.test.ts"],
      setupFiles: ["test/native/setupBackend.ts"],
    },
  }),
);
