import { describe, expect, it } from "vitest";
import { Random, ready, trialConfig } from "quantum-attention";
import { judgeTrial } from "../../../src/experiments/trial/judgeTrial";
import { trialPlan, tuningUnits, type TrialArm } from "../../../src/experiments/trial/trialPlan";
import { tunedRates } from "../../../src/experiments/trial/tunedRates";
import { packBits, unpackBits, type TrialRun } from "../../../src/experiments/trial/trialUnit";

const N_TEST = 200;

/** A finished run of an arm that told `right` of the test rows. */
function planted(arm: TrialArm, seed: number, right: number, loss: number): TrialRun {
  return {
    key: `${arm.id}/${seed}`,
    purpose: "study",
    task: arm.task,
    mechanism: arm.model.mechanism,
    seed,
    learningRate: 0.01,
    parameters: arm.parameters,
    quantumParameters: 36,
    validation: { loss, accuracy: right / N_TEST },
    test: { loss, accuracy: right / N_TEST },
    testRight: packBits(Array.from({ length: N_TEST }, (_, i) => i < right)),
    curve: [],
    circuits: 100,
    shots: 0,
    failure: null,
    seconds: 1,
  };
}

async function judged(mechanism: (seed: number) => [number, number], twin: (seed: number) => [number, number]) {
  await ready();
  const config = trialConfig({ mechanisms: ["qsann"], tasks: ["first-token"], twins: ["parameter-matched", "no-entangler"] });
  const plan = await trialPlan(config);
  const [cell] = plan.cells;
  const runsOf = (arm: TrialArm): TrialRun[] =>
    plan.seeds.map((seed) => planted(arm, seed, ...(arm === cell!.arm ? mechanism(seed) : twin(seed))));
  return { plan, ...judgeTrial(plan, runsOf) };
}

/** Right rows and loss around a level: noise of its own for each arm. */
const around =
  (level: number, loss: number, spread: number, label: string) =>
  (seed: number): [number, number] => {
    const noise = new Random(seed).split(label).normal();
    return [Math.round(level + spread * noise), loss - 0.005 * spread * noise];
  };

describe("the verdicts on planted runs", () => {
  it.each([
    ["ahead", around(180, 0.3, 3, "a"), around(150, 0.6, 3, "b")],
    ["behind", around(150, 0.6, 3, "a"), around(180, 0.3, 3, "b")],
    ["equivalent", around(170, 0.4, 1, "a"), around(170, 0.4, 1, "b")],
    ["no evidence", around(150, 0.5, 25, "a"), around(150, 0.5, 25, "b")],
  ])("says %s", async (word, mechanism, twin) => {
    const { cells, dropped } = await judged(mechanism, twin);
    expect(dropped).toEqual([]);
    expect(cells).toHaveLength(1);
    const [cell] = cells;
    expect(cell!.twins.map(({ name }) => name)).toEqual(["parameter-matched", "no-entangler"]);
    for (const pair of cell!.twins) {
      expect(pair.verdict).toBe(word);
      expect(pair.loss.verdict).toBe(word);
      expect(pair.difference).toBeCloseTo(cell!.mean - pair.mean, 12);
      expect(pair.interval[0]).toBeLessThanOrEqual(pair.difference);
      expect(pair.interval[1]).toBeGreaterThanOrEqual(pair.difference);
      expect(pair.pHolm).toBe(Math.min(1, 2 * pair.p));
      expect(pair.mcNemar.onlyMechanism - pair.mcNemar.onlyTwin).toBe(mechanism(42)[0] - twin(42)[0]);
    }
  });

  it("gives exact equality to both without a claim", async () => {
    const same = around(190, 0.2, 4, "same");
    const { cells } = await judged(same, same);
    for (const pair of cells[0]!.twins) expect(pair).toMatchObject({ difference: 0, p: 1, verdict: "equivalent", wins: 0, losses: 0 });
  });

  it("matches parameters within 2 % and counts what the literal circuit needs", async () => {
    const { plan, cells } = await judged(around(150, 0.5, 3, "a"), around(150, 0.5, 3, "b"));
    const [cell] = cells;
    const twin = cell!.twins.find(({ name }) => name === "parameter-matched")!;
    expect(twin.mechanism).toBe("scaled-dot-product");
    expect(Math.abs(twin.parameters / cell!.parameters - 1)).toBeLessThanOrEqual(0.02);
    expect(cell!.twoQubitGates).toBeGreaterThan(0);
    expect(cell!.depth).toBeGreaterThan(1);
    expect(plan.arms).toHaveLength(3);
  });

  it("lists what has no complete runs, and judges the others", async () => {
    await ready();
    const plan = await trialPlan(trialConfig({ mechanisms: ["qsann", "swap-test"], tasks: ["first-token"], nSeeds: 6 }));
    const broken = plan.cells[0]!.arm;
    const runsOf = (arm: TrialArm): TrialRun[] =>
      plan.seeds.map((seed) => ({ ...planted(arm, seed, 150, 0.5), failure: arm === broken && seed === 44 ? "the loss is NaN" : null }));
    const { cells, dropped } = judgeTrial(plan, runsOf);
    expect(cells.map(({ mechanism }) => mechanism)).toEqual(["swap-test"]);
    expect(dropped).toContainEqual({
      mechanism: "swap-test",
      task: "first-token",
      twin: "no-entangler",
      reason: expect.any(String) as string,
    });
    expect(dropped.find(({ mechanism }) => mechanism === "qsann")).toMatchObject({
      twin: null,
      reason: expect.stringContaining("NaN") as string,
    });
  });
});

describe("packed answers", () => {
  it("come back", () => {
    const bits = Array.from({ length: 31 }, (_, i) => i % 3 === 0);
    expect(unpackBits(packBits(bits), 31)).toEqual(bits);
  });
});

describe("the learning rate of an arm", () => {
  it("is the first within two points of the best mean validation accuracy over the tuning seeds; failed rates are out", async () => {
    await ready();
    const config = trialConfig({ mechanisms: ["qsann"], tasks: ["first-token"], twins: [], learningRates: [0.1, 0.01, 0.001] });
    const plan = await trialPlan(config);
    const arm = plan.arms[0]!;
    const chosen = (results: Readonly<Record<number, number | "NaN">>): number | undefined => {
      const runs = tuningUnits(plan).map((unit) => {
        const result = results[unit.learningRate]!;
        // The two tuning seeds differ: only their mean decides.
        const accuracy = result === "NaN" ? 0 : result + (unit.seed === config.tuningSeeds[0] ? 0.05 : -0.05);
        const failure = result === "NaN" ? "the loss is NaN" : null;
        return { ...planted(arm, unit.seed, 0, 0.5), key: unit.key, validation: { accuracy, loss: 0.5 }, failure };
      });
      return tunedRates(plan, new Map(runs.map((run) => [run.key, run]))).get(arm.id);
    };
    expect(chosen({ 0.1: 0.8, 0.01: 0.9, 0.001: 0.895 })).toBe(0.01);
    expect(chosen({ 0.1: 0.87, 0.01: 0.7, 0.001: 0.9 })).toBe(0.001);
    expect(chosen({ 0.1: 0.88, 0.01: 0.9, 0.001: 0.7 })).toBe(0.1);
    expect(chosen({ 0.1: "NaN", 0.01: 0.79, 0.001: 0.8 })).toBe(0.01);
    expect(chosen({ 0.1: "NaN", 0.01: "NaN", 0.001: "NaN" })).toBeUndefined();
  });
});
