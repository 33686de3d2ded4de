import { join } from "node:path";
import type { Command } from "commander";
import { ArgumentError } from "../core/errors";
import type { TrainModelConfig } from "../experiments/trainModelConfig";
import { command, shotsOption, wholeNumber } from "./commandLine";
import { terminalProgress } from "./terminalProgress";

const decimal =
  (option: string) =>
  (text: string): number => {
    const value = text.trim() === "" ? NaN : Number(text);
    if (!Number.isFinite(value)) throw new ArgumentError(`${option}: expected a number, got "${text}"`, { option, text });
    return value;
  };

const FIELDS = [
  "model",
  "task",
  "epochs",
  "seed",
  "batchSize",
  "learningRate",
  "quantumLearningRate",
  "patience",
  "diffMethod",
  "backend",
  "engine",
];

/** `train`: one model, with checkpoint, run record and curves. */
export const trainCommand = (): Command =>
  command(
    "train",
    "train one model; writes checkpoint, run record and learning curves, and can go on after an interruption",
    [
      "train --model hybrid --task synthetic",
      "train --model hybrid --diff-method parameter-shift --shots 1000 --epochs 3",
      "train --model classical --task yelp --out runs/yelp",
      "train --resume runs/yelp",
    ],
    (c) =>
      c
        .option("--model <name>", "classical | hybrid | control (default hybrid)")
        .option("--task <name>", "synthetic | yelp | imdb | amazon (default synthetic)")
        .option(
          "--diff-method <method>",
          "adjoint | parameter-shift | finite-difference | spsa (default adjoint, parameter-shift with shots)",
        )
        .option("--shots [n]", "shots of each executed circuit (1000 when no number is given; default exact)")
        .option("--epochs <n>", "default 10, sentences 8", wholeNumber("--epochs"))
        .option("--seed <n>", "default 42", wholeNumber("--seed"))
        .option("--batch-size <n>", "default 16", wholeNumber("--batch-size"))
        .option("--learning-rate <x>", "of Adam, default 0.001", decimal("--learning-rate"))
        .option("--quantum-learning-rate <x>", "of circuit angles, default the same", decimal("--quantum-learning-rate"))
        .option("--patience <n>", "stop after this many epochs without a lower validation loss", wholeNumber("--patience"))
        .option("--backend <name>", "wasm | cpu | tensorflow (default wasm)")
        .option("--engine <name>", "simulator of the circuits: reference | plain | simd")
        .option("--out <dir>", "folder of the run (default runs/MODEL-TASK-SEED)")
        .option("--resume <dir>", "go on with the run in this folder; it must have been started with the same settings"),
    async (_, options, signal) => {
      const { resume, out } = options as { resume?: string; out?: string };
      if (resume !== undefined && out !== undefined)
        throw new ArgumentError("train: --resume names the run's folder already; leave out --out", { resume, out });
      const given = Object.fromEntries(FIELDS.filter((key) => options[key] !== undefined).map((key) => [key, options[key]]));
      const shots = shotsOption(options["shots"]);
      const config = { ...given, ...(shots === null ? {} : { shots }) } as Partial<TrainModelConfig>;
      const folder = resume ?? out ?? join("runs", `${config.model ?? "hybrid"}-${config.task ?? "synthetic"}-${config.seed ?? 42}`);
      const [{ trainModel }, { saveTrainingFigure, trainingText }] = await Promise.all([
        import("../experiments/trainModel.js"),
        import("./trainingText.js"),
      ]);
      const progress = terminalProgress();
      const record = await trainModel(config, { out: folder, resume: resume !== undefined, progress, signal });
      await saveTrainingFigure(record, folder, progress);
      return { json: record, text: trainingText(record) };
    },
  );
