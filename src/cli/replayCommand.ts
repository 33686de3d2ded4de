import type { Command } from "commander";
import { checkOneOf } from "../core/check";
import type { BackendName } from "../layers/backend";
import type { EngineName } from "../simulator/engine";
import { command } from "./commandLine";
import { terminalProgress } from "./terminalProgress";

/** `replay FILE`: trains a recorded run of the reference again and compares every step. */
export const replayCommand = (): Command =>
  command(
    "replay",
    "train a recorded run of the reference study again, from its weights in its batch order, and compare every step",
    ["replay test/fixtures/run42.json", "replay test/fixtures/run42.json --engine reference --json"],
    (c) =>
      c
        .argument("<file>", "a recorded run: data, initial weights, batch order, step losses")
        .option("--backend <name>", "wasm | cpu | tensorflow", "wasm")
        .option("--engine <name>", "simulator of the circuits: reference | plain | simd (default simd)"),
    async ([file], { backend, engine }, interrupted) => {
      const signal = interrupted();
      checkOneOf("replay", "backend", backend as string, ["wasm", "cpu", "tensorflow"]);
      if (engine !== undefined) checkOneOf("replay", "engine", engine as string, ["reference", "plain", "simd"]);
      const [{ replay }, { loadReferenceRecord }, { replayText }] = await Promise.all([
        import("../experiments/replay/replay.js"),
        import("../experiments/replay/referenceRecord.js"),
        import("./replayText.js"),
      ]);
      const result = await replay(loadReferenceRecord(file!), {
        backend: backend as BackendName,
        progress: terminalProgress(),
        signal,
        ...(engine === undefined ? {} : { engine: engine as EngineName }),
      });
      return { json: result, text: replayText(result), failed: !result.passed };
    },
  );
