import { join } from "node:path";
import type { Command } from "commander";
import { ArgumentError } from "../core/errors";
import type { TrainModelConfig } from "../experiments/training/trainModelConfig";
import { command, shotsOption, wholeNumber } from "./commandLine";
import { terminalProgress } from "./terminalProgress";

const decimal =
  (option: string) =>
  (text: string): number => {
    const value = text.trim() === "" ? NaN : Number(text);
    if (!Number.isFinite(value))
      throw new ArgumentError(`${option}: expected a number, got "${text}"; write it as 0.003 or 3e-3`, { option, text });
    return value;
  };

/** `3,4,3`: epochs of the classical stage, of the replacement and of the end-to-end stage. */
function stageEpochs(text: string): readonly [number, number, number] {
  const parts = text.split(",").map((part) => (/^\d+$/.test(part.trim()) ? Number(part) : NaN));
  if (parts.length === 3 && parts.every((part) => part >= 1)) return parts as [number, number, number];
  throw new ArgumentError(`--stages: expected three numbers of epochs such as 3,4,3, got "${text}"; each is at least 1`, { text });
}

const FIELDS = [
  "model",
  "task",
  "mechanism",
  "epochs",
  "seed",
  "batchSize",
  "learningRate",
  "quantumLearningRate",
  "patience",
  "diffMethod",
  "shots",
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
      "train --model classical --task ordered-digits",
      "train --model hybrid --task sonnets --mechanism swap-test",
      "train --model classical --task synthetic --mechanism swap-test --stages 3,4,3",
      "train --resume runs/yelp",
    ],
    (c) =>
      c
        .option("--model <name>", "classical | hybrid | control (default hybrid)")
        .option(
          "--task <name>",
          "classes of synthetic | yelp | imdb | amazon (default synthetic); the next token of blocks | ordered-digits | sonnets",
        )
        .option("--mechanism <name>", "attention of every block, a name of `mechanisms` (default scaled dot product)")
        .option("--stages <a,b,c>", "epochs of classical attention, of its replacement by --mechanism, and end to end", stageEpochs)
        .option(
          "--diff-method <method>",
          "adjoint | parameter-shift | finite-difference | spsa (default adjoint, parameter-shift with shots)",
        )
        .addOption(shotsOption())
        .option("--epochs <n>", "default 10, sentences 8", wholeNumber("--epochs"))
        .option("--seed <n>", "default 42", wholeNumber("--seed"))
        .option("--batch-size <n>", "default 16", wholeNumber("--batch-size"))
        .option("--learning-rate <x>", "of Adam, default 0.001, next token 0.003", decimal("--learning-rate"))
        .option("--quantum-learning-rate <x>", "of circuit angles, default the same", decimal("--quantum-learning-rate"))
        .option("--patience <n>", "stop after this many epochs without a lower validation loss", wholeNumber("--patience"))
        .option("--backend <name>", "wasm | cpu | tensorflow (default wasm)")
        .option("--engine <name>", "simulator of the circuits: reference | plain | simd (default simd)")
        .option("--out <dir>", "folder of the run (default runs/MODEL-TASK-SEED); one that holds a run is refused")
        .option("--resume <dir>", "go on with the run in this folder; it must have been started with the same settings"),
    async (_, options, interrupted) => {
      const signal = interrupted();
      const { resume, out } = options as { resume?: string; out?: string };
      if (resume !== undefined && out !== undefined)
        throw new ArgumentError("train: --resume names the run's folder already; leave out --out", { resume, out });
      const given = Object.fromEntries(FIELDS.filter((key) => options[key] !== undefined).map((key) => [key, options[key]]));
      const stages = options["stages"] as readonly [number, number, number] | undefined;
      const [{ runId, trainModel }, { replacementStages }, { saveTrainingFigure, trainingText }] = await Promise.all([
        import("../experiments/training/trainModel.js"),
        import("../training/trainingStages.js"),
        import("./trainingText.js"),
      ]);
      const config = {
        ...given,
        ...(stages && { stages: replacementStages(...stages) }),
      } as Partial<TrainModelConfig>;
      const folder = resume ?? out ?? join("runs", runId({ model: "hybrid", task: "synthetic", seed: 42, ...config }));
      const progress = terminalProgress();
      const record = await trainModel(config, { out: folder, resume: resume !== undefined, progress, signal });
      await saveTrainingFigure(record, folder, progress);
      return { json: record, text: trainingText(record) };
    },
  );
