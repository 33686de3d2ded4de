import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { compareCommand } from "../../src/cli/compareCommand";
import { drawCommand } from "../../src/cli/drawCommand";
import { exitCodeOf } from "../../src/cli/exitCode";
import { expvalCommand } from "../../src/cli/expvalCommand";
import { kernelCommand } from "../../src/cli/kernelCommand";
import { replayCommand } from "../../src/cli/replayCommand";
import { runCommand } from "../../src/cli/runCommand";
import { trainCommand } from "../../src/cli/trainCommand";
import { trialCommand } from "../../src/cli/trialCommand";

const folder = mkdtempSync(join(tmpdir(), "options-"));
const out = join(folder, "out");
const ansatz = join(folder, "ansatz.qasm");
writeFileSync(ansatz, 'OPENQASM 3.0; include "stdgates.inc"; input float a; input float b; qubit[2] q; ry(a) q[0]; ry(b) q[1];');
const notebook = join(folder, "x.ipynb");
writeFileSync(notebook, JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [] }));
const record = join(__dirname, "../fixtures/run42.json");

/** Each command with what it cannot do without. */
const COMMANDS: Readonly<Record<string, readonly [() => Command, ...string[]]>> = {
  compare: [compareCommand, "--out", out],
  train: [trainCommand, "--out", out],
  trial: [trialCommand, "--out", out],
  replay: [replayCommand, record],
  expval: [expvalCommand, ansatz, "--params", "a=1,b=2"],
  draw: [drawCommand, ansatz],
  run: [runCommand, notebook],
  "kernel install": [() => kernelCommand().commands[0]!],
};

let printed = "";
beforeEach(() => {
  printed = "";
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, "write").mockImplementation((text) => {
      printed += String(text);
      return true;
    });
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

/** The exit code and what is printed, of options that come after or in place of those that the command cannot do without. */
async function refusal(name: string, args: readonly string[], alone = false): Promise<{ code: unknown; message: string }> {
  const [make, ...needed] = COMMANDS[name]!;
  try {
    await make()
      .exitOverride()
      .parseAsync([...(alone ? needed.slice(0, 1) : needed), ...args], { from: "user" });
  } catch (error) {
    return { code: exitCodeOf(error), message: (error as Error).message }; // main.ts prints what parsing throws
  }
  return { code: process.exitCode, message: printed.trim().replace(/^\w+Error: /, "") };
}

const valued = Object.entries(COMMANDS).flatMap(([name, [make]]) =>
  make()
    .options.filter(({ required, optional }) => required || optional)
    .map((option) => ({ name, flag: option.long ?? option.short!, flags: option.flags })),
);

describe("every option that takes a value", () => {
  it.each(valued)("$name $flag refuses an empty text by its own name", async ({ name, flag }) => {
    const { code, message } = await refusal(name, [flag, ""]);
    expect({ code, message }).toEqual({ code: 2, message: expect.stringMatching(`^${flag}: .*"?; `) as string });
  });

  const numbers = valued.filter(({ flags }) => /[<[](n|x|seconds|characters|a,b,c)[>\]]$/.test(flags));
  it.each(numbers)("$name $flag refuses what is no number by its own name", async ({ name, flag }) => {
    for (const text of ["abc", "-x", "0x", "1e400", "1,5"]) {
      const { code, message } = await refusal(name, [`${flag}=${text}`]);
      expect({ code, message }).toEqual({ code: 2, message: expect.stringMatching(`^${flag}: expected .*, got "${text}"; `) as string });
    }
  });

  it("is known to these tests by the kind of its value", () => {
    expect(numbers).toHaveLength(24);
  });
});

const least = (flag: string): RegExp => new RegExp(`^${flag} must be an integer at least 1, got 0; pass a number in that range$`);
const whole = (flag: string, text: string): RegExp => new RegExp(`^${flag}: expected a whole number, got "${text}"; write digits alone`);

describe("an option out of range, unknown, or against another", () => {
  it.each<[string, string, RegExp]>([
    ["compare", "--seeds 0", /^--seeds must be an integer from 1 to 10000, got 0; pass/],
    ["compare", "--seeds 10001", /^--seeds must be an integer from 1 to 10000, got 10001; pass/],
    ["compare", "--seeds=-1", whole("--seeds", "-1")],
    ["compare", "--seeds 1.5", whole("--seeds", "1.5")],
    ["compare", "--seed 2147483648", /^--seed must be an integer from 0 to 2147483647, got 2147483648; pass/],
    ["compare", "--seed 99999999999999999999", whole("--seed", "99999999999999999999")],
    ["compare", "--epochs 0", least("--epochs")],
    ["compare", "--jobs 0", least("--jobs")],
    ["compare", "--shots 0", /^--shots must be an integer from 1 to 1000000, got 0; pass/],
    ["compare", "--shots 1000001", /^--shots must be an integer from 1 to 1000000, got 1000001; pass/],
    ["compare", "--task haiku", /^--task is "haiku"; use one of synthetic, yelp, imdb, amazon, sentences$/],
    ["compare", "--diff-method autograd", /^--diff-method is "autograd"; use one of adjoint, parameter-shift/],
    ["compare", "--backend gpu", /^--backend is "gpu"; use one of wasm, cpu, tensorflow$/],
    ["compare", "--engine qpu", /^--engine is "qpu"; use one of reference, plain, simd$/],
    [
      "compare",
      "--diff-method adjoint --shots",
      /^--diff-method, --shots: adjoint needs the exact state .* 1000 shots; use parameter-shift/,
    ],
    ["train", "--epochs 0", least("--epochs")],
    ["train", "--batch-size 0", least("--batch-size")],
    ["train", "--patience 0", least("--patience")],
    ["train", "--seed 4294967296", /^--seed must be an integer from 0 to 4294967295, got 4294967296; pass/],
    ["train", "--shots 0", /^--shots must be an integer from 1 to 1000000, got 0; pass/],
    ["train", "--learning-rate=-1", /^--learning-rate must be a finite number at least 0, got -1; pass/],
    ["train", "--quantum-learning-rate=-1", /^--quantum-learning-rate must be a finite number at least 0, got -1; pass/],
    ["train", "--model qubit", /^--model is "qubit"; use one of classical, hybrid, control$/],
    ["train", "--task haiku", /^--task is "haiku"; use one of synthetic, .*sonnets$/],
    ["train", "--mechanism magic", /^--mechanism: there is no mechanism "magic"; use one of scaled-dot-product/],
    ["train", "--stages 1,0,1", /^--stages: expected three numbers of epochs such as 3,4,3, got "1,0,1"; each is at least 1$/],
    ["train", "--stages 1,1,1", /^--stages replace the classical attention by another; name that one as mechanism$/],
    ["train", "--stages 1,1,1 --mechanism qsann --epochs 5", /^--epochs is 5, the stages have 3 together; leave epochs out$/],
    ["train", "--stages 1,1,1 --mechanism qsann --patience 2", /^--patience would end a run before its last stage; leave it out/],
    ["train", "--model classical --shots 9", /^--shots: the classical model runs no circuits, got shots 9; leave it out/],
    [
      "train",
      "--model classical --quantum-learning-rate 0.1",
      /^--quantum-learning-rate: .* got --quantum-learning-rate 0.1; leave it out/,
    ],
    ["train", "--model classical --diff-method spsa", /^--diff-method: .* got --diff-method spsa; leave it out/],
    ["train", "--resume elsewhere", /^train: --resume names the run's folder already; leave out --out$/],
    ["trial", "--seeds 0", /^--seeds must be an integer from 1 to 10000, got 0; pass/],
    ["trial", "--steps 0", least("--steps")],
    ["trial", "--jobs 0", least("--jobs")],
    ["trial", "--mechanisms qsann,telepathy", /^--mechanisms is "telepathy"; use one of scaled-dot-product/],
    ["trial", "--mechanisms qsann,qsann", /^--mechanisms names "qsann" twice; name it once$/],
    ["trial", "--mechanisms qsann,", /^--mechanisms: expected names with commas between them, got "qsann,"; leave no name empty$/],
    ["trial", "--tasks moods", /^--tasks is "moods"; use one of synthetic/],
    ["replay", "--backend gpu", /^--backend is "gpu"; use one of wasm, cpu, tensorflow$/],
    ["replay", "--engine qpu", /^--engine is "qpu"; use one of reference, plain, simd$/],
    ["expval", "--shots 0", /^--shots must be an integer from 1 to 1000000, got 0; pass/],
    ["expval", "--seed=-1", whole("--seed", "-1")],
    ["expval", "--gradient autograd", /^--gradient is "autograd"; use one of adjoint, parameter-shift/],
    ["expval", "--gradient adjoint --shots 9", /^--gradient, --shots: adjoint needs the exact state .* 9 shots; use parameter-shift/],
    ["expval", "--engine qpu", /^--engine is "qpu"; use one of reference, plain, simd$/],
    ["expval", "--observables Q", /^--observables: cannot read "Q" of "Q"; write it as/],
    ["expval", "--observables Z", /^--observables: the observable acts on 1 qubits but the circuit has 2; use one Pauli a qubit$/],
    ["expval", "--observables ZI,", /^--observables: no Pauli string given; pass at least one/],
    ["expval", "--params a=1", /^--params: b not set; set every parameter of the file, such as --params a=1,b=0.3$/],
    ["expval", "--params a=1,b=2,c=3", /^--params: the file has no parameter c; it has a, b$/],
    ["expval", "--params a=1,a=2,b=3", /^--params: a is set twice; set it once$/],
    ["expval", "--params a=1=2,b=3", /^--params: cannot read "a=1=2"; write name=number/],
    ["run", "--jobs 0", least("--jobs")],
    ["run", "--max-output 0", least("--max-output")],
    ["run", "--retries=-1", whole("--retries", "-1")],
    ["run", "--timeout 0", /^--timeout: expected a number of seconds above 0, got "0"; write for example --timeout 60$/],
    ["run", "--inplace --output-dir there", /^run: both --inplace and --output-dir were given; choose one$/],
    ["run", "-p epochs", /^run: -p takes name=value, got "epochs"; write for example -p epochs=3$/],
    ["kernel install", "--user --prefix there", /^--user, --prefix: both a prefix and the user's folder were asked for; choose one$/],
  ])("%s %s", async (name, args, message) => {
    const refused = await refusal(name, args.split(" "));
    expect(refused.message).toMatch(message);
    expect(refused.code).toBe(2);
    expect(existsSync(out)).toBe(false);
  });

  it("names --kernel for a kernel that is not installed, and --params where none is given", async () => {
    expect(await refusal("run", ["--kernel", "no-such"])).toMatchObject({
      code: 3,
      message: expect.stringMatching(/^--kernel: there/) as string,
    });
    printed = "";
    const { message } = await refusal("expval", [], true);
    expect(message).toBe("--params: a, b not set; set every parameter of the file, such as --params a=0.3,b=0.3");
  });

  it("blames no option for work that failed", async () => {
    const { code, message } = await refusal("train", ["--epochs", "1", "--learning-rate", "1e30", "--out", join(folder, "diverged")]);
    expect(code).toBe(1);
    expect(message).not.toMatch(/Error: --/);
    expect(message).not.toMatch(/^--/);
  });
});

describe("a folder that cannot be written to", () => {
  const below = join(ansatz, "below");
  it.each([
    ["compare", ["--out", below], "--out"],
    ["train", ["--out", below], "--out"],
    ["trial", ["--out", below, "--mechanisms", "qsann", "--tasks", "first-token", "--seeds", "2"], "--out"],
    ["draw", ["--svg", join(below, "x.svg")], "--svg"],
    ["run", ["--output-dir", below], "--output-dir"],
    ["run", ["--report", below, "--output-dir", join(folder, "executed")], "--report"],
    ["kernel install", ["--prefix", below], "--prefix"],
  ])("%s %j: another is chosen with %s", async (name, args, flag) => {
    const { code, message } = await refusal(name, args);
    expect({ code, message }).toEqual({
      code: 1,
      message: expect.stringMatching(`cannot write into the folder .*; choose another with ${flag}$`) as string,
    });
  });
});
