import type { Command } from "commander";
import { ArgumentError } from "../core/errors";
import { command, wholeNumber } from "./commandLine";
import { terminalProgress } from "./terminalProgress";

/** Names from `a,b,c`. */
function nameList(option: string): (text: string) => string[] {
  return (text) => {
    const names = text.split(",").map((name) => name.trim());
    if (names.includes(""))
      throw new ArgumentError(`${option}: expected names with commas between them, got "${text}"; leave no name empty`, { option, text });
    return names;
  };
}

/** `trial`: every quantum attention mechanism against its twins, with verdicts. */
export const trialCommand = (): Command =>
  command(
    "trial",
    "train attention mechanisms and their matched twins with paired seeds and equal tuning, and say who is ahead; can go on after a kill",
    [
      "trial --seeds 20",
      "trial --mechanisms swap-test,qsann --tasks word-order,recall --seeds 6 --steps 200 --out runs/small",
      "trial --resume --out runs/small --mechanisms swap-test,qsann --tasks word-order,recall --seeds 6 --steps 200",
      "trial --twins --json",
    ],
    (c) =>
      c
        .option("--mechanisms <a,b>", "names of `mechanisms` (default: all but the controls)", nameList("--mechanisms"))
        .option(
          "--tasks <x,y>",
          "default word-order,recall,first-token,yelp; also pair-parity, rp, mc, imdb, amazon, …",
          nameList("--tasks"),
        )
        .option("--twins", "also against bottleneck, frozen-circuit, uniform and random-fourier twins")
        .option("--seeds <n>", "how many paired seeds (default 20)", wholeNumber("--seeds"))
        .option("--steps <n>", "optimiser steps of a run (default 400)", wholeNumber("--steps"))
        .option("--jobs <n>", "worker processes (default: one a core)", wholeNumber("--jobs"))
        .option("--resume", "go on with the runs in the folder of --out")
        .option("--out <dir>", "folder of the runs, the result and its figures", "runs/trial"),
    async (_, options, interrupted) => {
      const signal = interrupted();
      const [{ runTrial }, { saveTrialFigures }, { ALL_TWINS }, { trialText }] = await Promise.all([
        import("../experiments/trial/trial.js"), // loads TensorFlow.js: not before it is needed
        import("../experiments/trial/saveTrial.js"),
        import("../experiments/trial/trialConfig.js"),
        import("./trialText.js"),
      ]);
      const out = options["out"] as string;
      const jobs = options["jobs"] as number | undefined;
      const progress = terminalProgress();
      const result = await runTrial(
        {
          mechanisms: options["mechanisms"] as string[] | undefined,
          tasks: options["tasks"] as string[] | undefined,
          nSeeds: options["seeds"] as number | undefined,
          steps: options["steps"] as number | undefined,
          twins: options["twins"] === true ? ALL_TWINS : undefined,
        },
        { progress, out, resume: options["resume"] === true, signal, ...(jobs === undefined ? {} : { jobs }) },
      );
      const { files, missing } = await saveTrialFigures(result, out);
      for (const file of files) progress.log(`wrote ${file}`);
      if (missing !== null) progress.log(`no picture: ${missing}`);
      return { json: result, text: trialText(result) };
    },
  );
