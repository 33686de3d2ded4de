import { comparisonFigure, learningCurves, sentencesFigure, type Trace } from "quantum-attention";
import { describe, expect, it } from "vitest";
import { inventedArm } from "./comparisonCurves";

const SEEDS = [42, 43, 44];
const ARMS = ["classical", "hybrid", "control"];
const bayes = { accuracy: 0.9469, crossEntropy: 0.0858 };
const result = { task: "synthetic", backend: "wasm", arms: ARMS.map((name, i) => inventedArm(name, i, SEEDS, 10)), bayes };

interface Meta {
  readonly role: string;
  readonly arm?: string;
  readonly seed?: number;
  readonly panel: string;
}
const meta = (trace: Trace): Meta => trace.meta as Meta;
const where = (data: readonly Trace[], wanted: Partial<Meta>): Trace[] =>
  data.filter((trace) => Object.entries(wanted).every(([key, value]) => meta(trace)[key as keyof Meta] === value));

describe("comparisonFigure", () => {
  const { data, layout } = comparisonFigure(result);
  const panels = [
    ["Training loss", "trainLoss", bayes.crossEntropy],
    ["Validation loss", "valLoss", bayes.crossEntropy],
    ["Training accuracy", "trainAccuracy", bayes.accuracy],
    ["Validation accuracy", "valAccuracy", bayes.accuracy],
  ] as const;

  it.each(panels)("draws every seed, every mean and the Bayes line of %s", (panel, curve, rate) => {
    for (const arm of result.arms) {
      const seeds = where(data, { role: "seed", arm: arm.name, panel });
      expect(seeds.map((trace) => meta(trace).seed)).toEqual(SEEDS);
      expect(seeds.map(({ y }) => y)).toEqual(arm.runs.map(({ epochs }) => epochs.map((epoch) => epoch[curve])));
      const [mean, ...others] = where(data, { role: "mean", arm: arm.name, panel });
      expect(others).toEqual([]);
      const expected = Array.from({ length: 10 }, (_, i) => arm.runs.reduce((sum, run) => sum + run.epochs[i]![curve], 0) / SEEDS.length);
      (mean!.y as number[]).forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 12));
    }
    const lines = where(data, { role: "reference", panel });
    expect(lines.map(({ y }) => y)).toEqual([[rate, rate]]);
  });

  it("puts each panel on its own axes, titled, and names the fonts", () => {
    const axes = panels.map(
      ([panel]) => new Set(data.filter((trace) => meta(trace).panel === panel).map(({ xaxis, yaxis }) => `${xaxis} ${yaxis}`)),
    );
    expect(axes.map((names) => [...names])).toEqual([["x y"], ["x2 y2"], ["x3 y3"], ["x4 y4"]]);
    const titles = (layout.annotations as { text: string }[]).map(({ text }) => text.replace(/<\/?b>/g, ""));
    expect(titles).toEqual(panels.map(([panel]) => panel));
    expect(layout.font).toMatchObject({ family: expect.stringContaining("DejaVu Sans") as string });
  });

  it("lists each arm and the line once in the legend, thick means in the arm's colour over thin seeds", () => {
    const legend = data.filter(({ showlegend }) => showlegend === true).map(({ name }) => name);
    expect(legend).toEqual([
      "classical mean (600 parameters)",
      "hybrid mean (601 parameters)",
      "control mean (602 parameters)",
      "Bayes rate",
    ]);
    for (const arm of ARMS) {
      const lines = data.filter((trace) => meta(trace).arm === arm).map(({ line }) => line as { color: string; width: number });
      expect(new Set(lines.map(({ color }) => color)).size).toBe(1);
      const widths = new Set(lines.map(({ width }) => width));
      expect(Math.max(...widths)).toBeGreaterThanOrEqual(2.5 * Math.min(...widths));
    }
  });

  it("says how many seeds, which backend, and a note in its title", () => {
    const { text } = comparisonFigure(result, { note: "smoke size" }).layout.title as { text: string };
    expect(text).toContain("3 seeds");
    expect(text).toContain("backend wasm");
    expect(text).toContain("smoke size");
  });

  it("means over those seeds that got as far, when one stopped early", () => {
    const arm = inventedArm("classical", 0, [0, 1], 3);
    const early = { ...arm, runs: [arm.runs[0]!, { ...arm.runs[1]!, epochs: arm.runs[1]!.epochs.slice(0, 1) }] };
    const [mean] = where(comparisonFigure({ backend: "wasm", arms: [early] }).data, { role: "mean", panel: "Training loss" });
    expect((mean!.y as number[])[2]).toBe(arm.runs[0]!.epochs[2]!.trainLoss);
  });

  it("refuses a result without arms or epochs", () => {
    expect(() => comparisonFigure({ backend: "wasm", arms: [] })).toThrow(/no arms/);
    expect(() => comparisonFigure({ backend: "wasm", arms: [inventedArm("hybrid", 0, [1], 0)] })).toThrow(/hybrid without epochs/);
    expect(() => learningCurves({ model: "hybrid", epochs: [] })).toThrow(/0 epochs/);
  });
});

describe("sentencesFigure", () => {
  const tasks = ["yelp", "imdb", "amazon"];
  const arms = tasks.flatMap((task) => ARMS.map((name, i) => inventedArm(name, i, SEEDS, 8, task)));
  const baselines = tasks.map((task, i) => ({ task, majority: 0.5 + 0.01 * i, bagOfWords: 0.8 + 0.01 * i }));
  const { data } = sentencesFigure({ task: "sentences", backend: "wasm", arms, baselines });

  it.each(tasks)("draws the arms and both lines of %s", (task) => {
    const { majority, bagOfWords } = baselines.find((row) => row.task === task)!;
    const lines = where(data, { role: "reference", panel: `${task} validation accuracy` });
    expect(lines.map(({ y }) => (y as number[])[0])).toEqual([majority, bagOfWords]);
    for (const panel of [`${task} validation accuracy`, `${task} validation loss`]) {
      expect(where(data, { role: "mean", panel }).map((trace) => meta(trace).arm)).toEqual(ARMS);
      expect(where(data, { role: "seed", panel })).toHaveLength(ARMS.length * SEEDS.length);
    }
  });

  it("refuses a task without baselines", () => {
    expect(() => sentencesFigure({ task: "sentences", backend: "wasm", arms, baselines: [] })).toThrow(/no baselines for yelp/);
  });
});

it("a single review task has its majority and bag-of-words lines in the accuracy panels", () => {
  const baselines = [{ task: "imdb", majority: 0.51, bagOfWords: 0.76 }];
  const { data } = comparisonFigure({
    task: "imdb",
    backend: "wasm",
    arms: [inventedArm("hybrid", 0, [1], 4, "imdb")],
    bayes: null,
    baselines,
  });
  const lines = where(data, { role: "reference" }).map((trace) => [meta(trace).panel, (trace.y as number[])[0]]);
  expect(lines).toEqual([
    ["Training accuracy", 0.51],
    ["Training accuracy", 0.76],
    ["Validation accuracy", 0.51],
    ["Validation accuracy", 0.76],
  ]);
});

it("learningCurves shows training and validation, loss and accuracy, and the Bayes rate", () => {
  const { epochs } = inventedArm("hybrid", 0, [1], 5).runs[0]!;
  const { data } = learningCurves({ model: "hybrid", task: "synthetic", seed: 1, backend: "wasm", epochs, bayes });
  expect(data.map((trace) => [meta(trace).panel, meta(trace).role])).toEqual([
    ["Loss", "training"],
    ["Loss", "validation"],
    ["Loss", "reference"],
    ["Accuracy", "training"],
    ["Accuracy", "validation"],
    ["Accuracy", "reference"],
  ]);
  expect(data[1]!.y).toEqual(epochs.map(({ valLoss }) => valLoss));
});
