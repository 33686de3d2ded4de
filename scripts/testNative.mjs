// npm run test:native: builds the library and the native backend (if need be), then runs the layer and training suites on it.
import { run } from "./run.mjs";

const steps = [
  [process.execPath, ["scripts/build.mjs"]],
  [process.execPath, ["scripts/setupNative.mjs"]],
  ["npx", ["--no-install", "vitest", "run", "--config", "vitest.native.config.mts", ...process.argv.slice(2)]],
];
for (const [command, args] of steps) {
  const { status } = run(command, args, { env: { QUANTUM_ATTENTION_BACKEND: "tensorflow" } });
  if (status !== 0) process.exit(status);
}
