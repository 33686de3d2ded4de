import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "quantum-attention": resolve(import.meta.dirname, "src/index.ts") } },
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/full/**", "test/native/**", "test/package/**"],
    // What hangs shall end; work that is only slow on a busy machine shall not fail. The one place for limits: hooks run whole notebooks.
    testTimeout: 300_000,
    hookTimeout: 600_000,
    maxWorkers: 2,
  },
});
