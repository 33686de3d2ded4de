import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { RunRecord } from "quantum-attention";
import { runCli } from "./runCli";

const folder = (): string => mkdtempSync(join(tmpdir(), "train-"));
const env = { QUANTUM_ATTENTION_BROWSER: "none" };
type Failure = { error: { name: string; message: string } };

describe("train", () => {
  it("trains a language model, and does not write over its run", () => {
    const out = join(folder(), "run");
    const args = ["train", "--model", "classical", "--task", "ordered-digits", "--epochs", "1", "--out", out, "--json"];
    const run = runCli(args, { env });
    expect(run.code, run.err).toBe(0);
    const record = run.json<RunRecord>();
    expect(record.runId).toBe("classical-ordered-digits-42");
    expect(record.epochs[0]!.valPerplexity).toBeCloseTo(Math.exp(record.epochs[0]!.valLoss), 10);
    expect(record.difficulty).toMatchObject({ corpus: "ordered-digits", bayes: record.bayes!.perplexity });
    expect(run.out).toContain("val perplexity");
    expect(run.out).toContain("test perplexity by counting: unigrams");

    const before = readFileSync(join(out, "checkpoint.json"), "utf8");
    writeFileSync(join(out, "curves.png"), "of one epoch");
    const again = runCli(args, { env });
    expect(again.code).toBe(2);
    expect(again.json<Failure>().error).toMatchObject({
      name: "ArgumentError",
      message: expect.stringContaining(`--resume ${out}`) as string,
    });
    expect(readFileSync(join(out, "checkpoint.json"), "utf8")).toBe(before);
    expect(existsSync(join(out, "curves.png"))).toBe(true);

    const resumed = runCli(["train", "--resume", out, "--epochs", "2", "--json"], { env });
    expect(resumed.code, resumed.err).toBe(0);
    expect(resumed.json<RunRecord>().epochs).toHaveLength(2);
    expect(existsSync(join(out, "curves.png"))).toBe(false);
  });

  it("replaces classical attention by a mechanism in stages, and prints what needs no attention", () => {
    const out = join(folder(), "run");
    const run = runCli(["train", "--model", "classical", "--mechanism", "swap-test", "--stages", "1,1,1", "--out", out, "--json"], { env });
    expect(run.code, run.err).toBe(0);
    const { epochs, difficulty, config } = run.json<RunRecord>();
    expect(epochs.map(({ stage }) => stage)).toEqual(["classical", "replacement", "end to end"]);
    expect(config).toMatchObject({ mechanism: "swap-test", epochs: 3 });
    expect(Object.keys(difficulty)).toEqual(["task", "majority", "bagOfWords", "wordAtPosition", "bigrams", "bayes"]);
    expect(run.out).toContain("test accuracy without attention: majority");
  });

  it.each([
    [["--task", "haiku"], /task is "haiku"; use one of synthetic, .*blocks, ordered-digits, sonnets/],
    [["--mechanism", "magic"], /there is no mechanism "magic"/],
    [["--stages", "1,2"], /--stages: expected three numbers of epochs/],
    [["--stages", "1,1,1"], /name that one as mechanism/],
  ])("refuses %j", (args, message) => {
    const { code, err } = runCli(["train", ...args, "--out", join(folder(), "run")], { env });
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });
});

describe("replay", () => {
  it("calls a record that names a row twice a bad input file", () => {
    const record = JSON.parse(readFileSync(join(__dirname, "../fixtures/run42.json"), "utf8")) as {
      arms: { classical: { batchOrder: number[][] } };
    };
    const order = record.arms.classical.batchOrder[0]!;
    order[1] = order[0]!;
    const file = join(folder(), "run.json");
    writeFileSync(file, JSON.stringify(record));
    const run = runCli(["replay", file, "--json"]);
    expect(run.code).toBe(2);
    expect(run.json<Failure>().error).toMatchObject({ name: "DataError", message: expect.stringContaining("names a row twice") as string });
  });
});
