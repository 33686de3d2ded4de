import { defineConfig, mergeConfig } from "vitest/config";
import base from "./vitest.config.mts";

// Packs the package and installs it into an empty project: needs the registry and a minute, so it is a command of its own.
export default mergeConfig(
  { ...base, test: { ...base.test, include: [], exclude: [] } },
  defineConfig({ test: { include: ["test/package/**/*.test.ts"] } }),
);
