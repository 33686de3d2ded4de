import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { DataError, loadReferenceRecord } from "quantum-attention";

const path = join(__dirname, "../../fixtures/run42.json");
type Json = Record<string, unknown>;

/** The record with one part changed, in a file of its own. */
function changed(change: (record: { train: Json; validation: Json; arms: Record<string, Json> }) => void): string {
  const record = JSON.parse(readFileSync(path, "utf8")) as Parameters<typeof change>[0];
  change(record);
  const file = join(mkdtempSync(join(tmpdir(), "record-")), "run.json");
  writeFileSync(file, JSON.stringify(record));
  return file;
}

describe("loadReferenceRecord", () => {
  it("reads the reference's own run", () => {
    const record = loadReferenceRecord(path);
    expect(record.seed).toBe(42);
    expect(record.train.labels).toHaveLength(800);
    expect(record.arms.hybrid.initial["embedding.quantum_params"]!.shape).toEqual([20, 16]);
    expect(record.arms.classical.stepLosses).toHaveLength(500);
  });

  it.each<[string, Parameters<typeof changed>[0], RegExp]>([
    ["lacks an arm", ({ arms }) => delete arms["hybrid"], /\/arms must have required property 'hybrid'/],
    ["has text for a loss", ({ arms }) => (arms["classical"]!["stepLosses"] = ["a"]), /\/arms\/classical\/stepLosses\/0 must be number/],
    ["has a negative token", ({ train }) => ((train["tokens"] as number[][])[0]![0] = -1), /\/train\/tokens\/0\/0 must be >= 0/],
    ["has more rows than labels", ({ train }) => (train["labels"] as number[]).pop(), /train has 800 rows of tokens and 799 labels/],
    ["has a ragged row", ({ validation }) => (validation["tokens"] as number[][])[3]!.pop(), /rows of validation have different lengths/],
    ["names a row that is not there", ({ arms }) => ((arms["hybrid"]!["batchOrder"] as number[][])[0]![0] = 800), /names a row beyond 799/],
    [
      "names a row twice in one epoch",
      ({ arms }) => {
        const order = (arms["hybrid"]!["batchOrder"] as number[][])[1]!;
        order[0] = order[5]!;
      },
      /a batch order of hybrid names a row twice/,
    ],
    [
      "has a weight of another size",
      ({ arms }) => ((arms["hybrid"]!["initial"] as Record<string, { shape: number[] }>)["classifier.bias"]!.shape = [3]),
      /classifier.bias has 2 values for shape \[3\]/,
    ],
    ["has too few epochs", ({ arms }) => (arms["hybrid"]!["epochs"] as unknown[]).pop(), /10 batch orders for 9 epochs/],
  ])("refuses a record that %s", (_, change, message) => {
    const file = changed(change);
    expect(() => loadReferenceRecord(file)).toThrow(DataError);
    expect(() => loadReferenceRecord(file)).toThrow(message);
  });

  it("refuses a file that is missing, empty or something else", () => {
    const folder = mkdtempSync(join(tmpdir(), "record-"));
    expect(() => loadReferenceRecord(join(folder, "none.json"))).toThrow(/cannot be read \(ENOENT/);
    for (const text of ["", "{", "[]", "42", '{"hello": "world"}']) {
      const file = join(folder, "other.json");
      writeFileSync(file, text);
      expect(() => loadReferenceRecord(file), text).toThrow(DataError);
    }
  });
});
