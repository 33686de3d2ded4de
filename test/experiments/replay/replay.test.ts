import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { DataError, loadReferenceRecord, ready, replay, REPLAY_BOUNDS, type RecordedArm, type ReferenceRecord } from "quantum-attention";
import { recordOwnRun } from "./recordOwnRun";

let run42: ReferenceRecord;
beforeAll(async () => {
  await ready();
  run42 = loadReferenceRecord(join(__dirname, "../../fixtures/run42.json"));
});

/** The first fifty steps of a recorded arm. */
function firstEpoch(arm: RecordedArm): RecordedArm {
  return { ...arm, batchOrder: arm.batchOrder.slice(0, 1), stepLosses: arm.stepLosses.slice(0, 50), epochs: arm.epochs.slice(0, 1) };
}

describe("replay", () => {
  it("reproduces the reference's own run: every classical step, the hybrid's plateau and its final loss", async () => {
    const { arms, passed } = await replay(run42);
    const [classical, hybrid] = arms as [(typeof arms)[0], (typeof arms)[0]];
    expect(classical).toMatchObject({ name: "classical", steps: 500, "firstStepOver1e-4": null, passed: true });
    expect(classical.maxStepLossDifference).toBeLessThan(2e-6);
    expect(classical.finalValLoss).toBeCloseTo(0.170631134, 5);
    expect(classical.final.valAccuracy).toBe(0.925);
    expect(hybrid).toMatchObject({ name: "hybrid", steps: 500, referenceFinalValLoss: 0.126073916, passed: true });
    expect(hybrid["firstStepOver1e-4"] ?? Infinity).toBeGreaterThanOrEqual(REPLAY_BOUNDS.hybridSteps);
    expect(hybrid["firstStepOver1e-4"] ?? Infinity).toBeGreaterThanOrEqual(400); // what README says
    expect(Math.abs(hybrid.finalValLoss - hybrid.referenceFinalValLoss)).toBeLessThan(0.01);
    expect(passed).toBe(true);
  });

  it("notices a run that is not the recorded one", async () => {
    const [classical, hybrid] = [firstEpoch(run42.arms.classical), firstEpoch(run42.arms.hybrid)];
    const swapped = { ...classical, batchOrder: [run42.arms.classical.batchOrder[1]!] };
    const { arms, passed } = await replay({ ...run42, arms: { classical: swapped, hybrid } });
    expect(passed).toBe(false);
    expect(arms[0]).toMatchObject({ passed: false, "firstStepOver1e-4": 0 });
    expect(arms[1]).toMatchObject({ passed: true, steps: 50 });
  });

  it("replays a record of other sizes and another batch size", async () => {
    const record = await recordOwnRun({
      vocabSize: 11,
      seqLen: 4,
      embedDim: 6,
      ffnDim: 5,
      nQubits: 3,
      nLayers: 3,
      nClasses: 3,
      rows: 50,
      batchSize: 10,
      epochs: 3,
    });
    const { arms, passed } = await replay(record);
    expect(arms.map(({ steps }) => steps)).toEqual([15, 15]);
    for (const arm of arms) {
      expect(arm.maxStepLossDifference).toBeLessThan(1e-6);
      expect(arm.finalValLoss).toBeCloseTo(arm.referenceFinalValLoss, 6);
    }
    expect(passed).toBe(true);
  });

  it.each<[string, (initial: Record<string, { shape: readonly number[]; values: readonly number[] }>) => void, RegExp]>([
    ["lacks a weight", (initial) => delete initial["ffn.2.bias"], /lacks ffn\.2\.bias/],
    ["has an unknown weight", (initial) => (initial["extra"] = { shape: [1], values: [0] }), /extra/],
    ["lacks the angles", (initial) => delete initial["embedding.quantum_params"], /quantum_params/],
    [
      "has the classifier the wrong way round",
      (initial) => (initial["classifier.weight"] = { shape: [8, 2], values: Array<number>(16).fill(0) }),
      /shape/,
    ],
  ])("refuses a record that %s", async (_, change, message) => {
    const initial = { ...run42.arms.hybrid.initial };
    change(initial);
    const broken = { ...run42, arms: { ...run42.arms, hybrid: { ...run42.arms.hybrid, initial } } };
    const attempt = replay({ ...broken, arms: { ...broken.arms, classical: firstEpoch(run42.arms.classical) } });
    await expect(attempt).rejects.toThrow(message);
    await expect(attempt).rejects.toThrow(DataError);
  });
});
