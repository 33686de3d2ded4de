import { defineConfig, mergeConfig } from "vitest/config";
import base from "./vitest.config.mts";

// Everything that CI runs, and the long tests of test/full/ besides.
export default mergeConfig(
  { ...base, test: { ...base.test, exclude: [] } },
  defineConfig({ test: { exclude: ["test/native/**", "test/package/**"], testTimeout: 3_600_000 } }),
);
