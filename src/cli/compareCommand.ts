import type { Command } from "commander";
import type { ComparisonConfig } from "../experiments/comparison/comparisonConfig";
import { command, shotsOption, wholeNumber } from "./commandLine";

/** `compare`: the training comparison with its figure, table and verdicts. */
export const compareCommand = (): Command =>
  command(
    "compare",
    "train the classical, hybrid and control transformers with paired seeds, draw the figure, and judge each published claim",
    [
      "compare",
      "compare --seeds 3 --epochs 5 --out /tmp/quick",
      "compare --task sentences --json",
      "compare --diff-method parameter-shift --shots 1000 --seeds 2 --epochs 2",
    ],
    (c) =>
      c
        .option("--task <name>", "synthetic | yelp | imdb | amazon | sentences (all three)", "synthetic")
        .option("--seeds <n>", "how many paired seeds", wholeNumber("--seeds"), 10)
        .option("--seed <n>", "the first seed", wholeNumber("--seed"), 42)
        .option("--epochs <n>", "epochs a run (default 10, sentences 8)", wholeNumber("--epochs"))
        .option(
          "--diff-method <method>",
          "adjoint | parameter-shift | finite-difference | spsa (default adjoint, parameter-shift with shots)",
        )
        .addOption(shotsOption())
        .option("--backend <name>", "wasm | cpu | tensorflow", "wasm")
        .option("--engine <name>", "simulator of the circuits: reference | plain | simd (default simd)")
        .option("--jobs <n>", "worker processes (default: one a core)", wholeNumber("--jobs"))
        .option("--out <dir>", "folder of the figure and its JSON", "figures"),
    async (_, options, interrupted) => {
      const signal = interrupted();
      const config = {
        task: options["task"],
        nSeeds: options["seeds"],
        seed: options["seed"],
        backend: options["backend"],
        ...(options["epochs"] === undefined ? {} : { epochs: options["epochs"] }),
        ...(options["diffMethod"] === undefined ? {} : { diffMethod: options["diffMethod"] }),
        ...(options["engine"] === undefined ? {} : { engine: options["engine"] }),
        ...(options["shots"] === undefined ? {} : { shots: options["shots"] }),
      } as Partial<ComparisonConfig>;
      const jobs = options["jobs"] as number | undefined;
      const { compareAndSave } = await import("./compareAndSave.js"); // loads TensorFlow.js: not before it is needed
      const { result, text } = await compareAndSave(config, {
        out: options["out"] as string,
        signal,
        ...(jobs === undefined ? {} : { jobs }),
      });
      return { json: result, text };
    },
  );
