import { describe, expect, it } from "vitest";
import { compareRuns, Random, type ArmNumbers, type RunNumbers } from "quantum-attention";

interface Shape {
  readonly loss: number;
  readonly accuracy: number;
  readonly early: number;
  readonly seconds: number;
  readonly circuits: number;
}

function arm(name: string, shape: Shape, nSeeds: number, noise: number): ArmNumbers {
  const runs = Array.from({ length: nSeeds }, (_, seed): RunNumbers => {
    const shared = new Random(seed).normal() * 0.02;
    const random = new Random(seed).split(name);
    const loss = (): number => shape.loss + shared + noise * random.normal();
    const epoch = (trainLoss: number, valLoss: number): RunNumbers["epochs"][number] => ({
      trainLoss,
      valLoss,
      trainAccuracy: shape.accuracy + noise * random.normal(),
      valAccuracy: shape.accuracy + noise * random.normal(),
      seconds: shape.seconds * (1 + 0.1 * random.uniform()),
    });
    return { seed, epochs: [epoch(0.69, shape.early), epoch(loss(), loss())], cost: { circuits: shape.circuits } };
  });
  return { name, runs };
}

const hybrid = { loss: 0.1, accuracy: 0.94, early: 0.69, seconds: 0.1, circuits: 4000 };
const classical = { loss: 0.16, accuracy: 0.9, early: 0.5, seconds: 0.05, circuits: 0 };

describe("compareRuns", () => {
  it.each([10, 20])("confirms planted claims, refutes their opposites, over %d seeds", (n) => {
    const won = compareRuns([arm("classical", classical, n, 0.005), arm("hybrid", hybrid, n, 0.005)]);
    expect(Object.fromEntries(won.map((row) => [row.claim, row.verdict]))).toEqual({
      "lower training loss": "confirmed",
      "lower validation loss": "confirmed",
      "comparable validation accuracy": "refuted",
      "higher training accuracy": "confirmed",
      "slower start": "confirmed",
      "higher cost an epoch": "confirmed",
    });
    const lost = compareRuns([arm("hybrid", classical, n, 0.005), arm("classical", hybrid, n, 0.005)]);
    expect(lost.map((row) => row.verdict)).toEqual(["refuted", "refuted", "refuted", "refuted", "refuted", "refuted"]);
  });

  it("calls equal arms equivalent, which confirms comparable accuracy, and noise no evidence", () => {
    const equal = compareRuns([arm("classical", hybrid, 10, 0.003), arm("hybrid", hybrid, 10, 0.003)]);
    expect(equal.map((row) => row.verdict)).toEqual(["equivalent", "equivalent", "confirmed", "equivalent", "equivalent", "no evidence"]);
    const noise = compareRuns([arm("classical", hybrid, 10, 0.1), arm("hybrid", hybrid, 10, 0.1)]);
    expect(noise.slice(0, 4).map((row) => row.verdict)).toEqual(new Array<string>(4).fill("no evidence"));
  });

  it("gives six rows against each other arm with all numbers finite, reproducible but for the timing", () => {
    const arms = [arm("classical", classical, 10, 0.01), arm("hybrid", hybrid, 10, 0.01), arm("control", classical, 10, 0.01)];
    const rows = compareRuns(arms);
    expect(rows.map((row) => row.against)).toEqual([...new Array<string>(6).fill("classical"), ...new Array<string>(6).fill("control")]);
    for (const row of rows) {
      expect(JSON.parse(JSON.stringify(row))).toEqual(row);
      expect(row.interval[0]).toBeLessThanOrEqual(row.difference);
      expect(row.interval[1]).toBeGreaterThanOrEqual(row.difference);
      expect(row.wins).toBeGreaterThanOrEqual(0);
      expect(row.wins).toBeLessThanOrEqual(10);
    }
    expect(rows[5]).toMatchObject({ claim: "higher cost an epoch", difference: 2000, interval: [2000, 2000], wins: 10, p: 2 / 1024 });
    expect(rows[5]?.timing).toMatchObject({ verdict: "confirmed", wins: 10 });
    const uncounted = arms.map(({ name, runs }) => ({ name, runs: runs.map(({ seed, epochs }) => ({ seed, epochs })) }));
    expect(compareRuns(uncounted)[5]).toMatchObject({ measure: "median training seconds of an epoch", verdict: "confirmed" });
  });

  it("works for one seed and one epoch, and then claims nothing", () => {
    const single = (name: string): ArmNumbers => {
      const { runs } = arm(name, name === "hybrid" ? hybrid : classical, 1, 0.01);
      return { name, runs: runs.map((run) => ({ ...run, epochs: run.epochs.slice(0, 1) })) };
    };
    const rows = compareRuns([single("classical"), single("hybrid")]);
    expect(rows.every((row) => row.verdict === "no evidence" && row.interval.every(Number.isFinite))).toBe(true);
  });

  it("refuses arms that are not paired", () => {
    expect(() => compareRuns([arm("hybrid", hybrid, 2, 0), arm("control", hybrid, 3, 0)])).toThrow("hybrid has 0, 1 and control 0, 1, 2");
    expect(() => compareRuns([arm("classical", hybrid, 2, 0)])).toThrow('no arm "hybrid" among classical');
    expect(() => compareRuns([arm("hybrid", hybrid, 2, 0), { name: "control", runs: [] }])).toThrow('arm "control" has no runs');
  });
});
