import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCli } from "./runCli";

const folder = mkdtempSync(join(tmpdir(), "qa-cli-"));
const file = join(folder, "ansatz.qasm");
writeFileSync(
  file,
  `OPENQASM 3.0;
include "stdgates.inc";
input float theta0; input float theta1;
qubit[2] q; bit[2] c;
ry(theta0) q[0]; crx(2*theta1) q[0], q[1];
c = measure q;
`,
);
interface Failure {
  readonly error: { readonly name: string; readonly message: string; readonly line?: number; readonly column?: number };
}

describe("expval", () => {
  it("prints values and gradients that the closed form gives", () => {
    const run = runCli([
      "expval",
      file,
      "--observables",
      "ZI,0.5*ZZ+2*IZ",
      "--params",
      "theta0=0.3,theta1=-1.1",
      "--gradient",
      "parameter-shift",
      "--json",
    ]);
    expect(run.code).toBe(0);
    expect(run.err).toContain("final measurement of 2 qubits");
    const { values, gradients, shots, engine } = run.json<{
      values: Record<string, number>;
      gradients: Record<string, Record<string, number>>;
      shots: null;
      engine: string;
    }>();
    const [p, turned] = [Math.sin(0.15) ** 2, Math.cos(-2.2)];
    const zz = 1 - p - p * turned;
    const iz = 1 - p + p * turned;
    expect(values["ZI"]).toBeCloseTo(Math.cos(0.3), 12);
    expect(values["0.5*ZZ+2*IZ"]).toBeCloseTo(0.5 * zz + 2 * iz, 12);
    expect(gradients["ZI"]!["theta0"]).toBeCloseTo(-Math.sin(0.3), 12);
    expect(gradients["0.5*ZZ+2*IZ"]!["theta1"]).toBeCloseTo(1.5 * p * -2 * Math.sin(-2.2), 12);
    expect([shots, engine]).toEqual([null, "reference"]);
  });

  it("ends at once when it is interrupted in the midst of a long calculation", async () => {
    const long = join(folder, "long.qasm");
    const layer = Array.from({ length: 20 }, (_, q) => `h q[${q}];`).join("");
    writeFileSync(long, `OPENQASM 3.0; include "stdgates.inc"; qubit[20] q; bit c; ${layer.repeat(200)} c = measure q[0];`);
    const child = spawn(process.execPath, [join(__dirname, "../../bin/quantum-attention.js"), "expval", long]);
    child.stderr.once("data", () => child.kill("SIGINT")); // the note, just before the calculation
    expect(await new Promise((ended) => child.on("exit", (code, signal) => ended(signal ?? code)))).toBe("SIGINT");
  });

  it("gives the same counts for the same seed and others for another", () => {
    const values = (seed: string): unknown =>
      runCli(["expval", file, "--params", "theta0=1,theta1=1", "--shots", "--seed", seed, "--json"]).json();
    expect(values("3")).toEqual(values("3"));
    expect(values("3")).not.toEqual(values("4"));
    expect(values("3")).toMatchObject({ shots: 1000 });
  });

  it("agrees between engines", () => {
    const value = (engine: string): number =>
      runCli(["expval", file, "--observables", "XY", "--params", "theta0=1,theta1=1", "--engine", engine, "--json"]).json<{
        values: { XY: number };
      }>().values.XY;
    expect(Math.abs(value("plain") - value("reference"))).toBeLessThan(2e-6);
  });

  it.each([
    ["an unset parameter", ["--params", "theta0=0.3"], "ArgumentError", /theta1 not set/],
    ["a wrong length", ["--observables", "Z", "--params", "theta0=0,theta1=0"], "ShapeError", /acts on 1 qubits/],
    ["NaN", ["--params", "theta0=NaN,theta1=0"], "ArgumentError", /cannot read "theta0=NaN"/],
    ["shots 0", ["--params", "theta0=0,theta1=0", "--shots", "0"], "ArgumentError", /shots must be an integer from 1/],
    [
      "adjoint with shots",
      ["--params", "theta0=0,theta1=0", "--shots", "10", "--gradient", "adjoint"],
      "DiffMethodError",
      /parameter-shift/,
    ],
    ["a seed that no number holds", ["--params", "theta0=0,theta1=0", "--seed", "99999999999999999999"], "ArgumentError", /whole number/],
    ["an unknown option", ["--frob"], "ArgumentError", /unknown option/],
    ["an unknown method", ["--params", "theta0=0,theta1=0", "--gradient", "autograd"], "ArgumentError", /adjoint, parameter-shift/],
  ] as const)("refuses %s with exit code 2", (_, args, name, message) => {
    const run = runCli(["expval", file, ...args, "--json"]);
    expect(run.code).toBe(2);
    expect(run.json<Failure>().error.name).toBe(name);
    expect(run.json<Failure>().error.message).toMatch(message);
  });

  it("names line and column of bad QASM, and a missing file", () => {
    const bad = join(folder, "bad.qasm");
    writeFileSync(bad, 'OPENQASM 3.0;\ninclude "stdgates.inc";\nqubit q;\nreset q;\n');
    const run = runCli(["expval", bad, "--json"]);
    expect(run.code).toBe(2);
    expect(run.json<Failure>().error).toMatchObject({ name: "QasmError", line: 4, column: 1 });
    expect(runCli(["expval", join(folder, "none.qasm"), "--json"]).json<Failure>().error.name).toBe("DataError");
  });
});

describe("draw", () => {
  it("draws as text and writes an SVG", () => {
    const svg = join(folder, "ansatz.svg");
    const run = runCli(["draw", file, "--svg", svg]);
    expect(run.code).toBe(0);
    expect(run.out).toMatch(/RY\(theta0\)─+●/);
    expect(readFileSync(svg, "utf8")).toContain("RX(2·theta1)");
  });

  it("shortens names of absurd length in its errors", () => {
    const long = join(folder, "long.qasm");
    writeFileSync(long, `qubit q;\n${"a".repeat(1_000_000)} q;\n`);
    const { error } = runCli(["draw", long, "--json"]).json<Failure>();
    expect(error).toMatchObject({ name: "QasmError", line: 2, column: 1 });
    expect(error.message).toMatch(/^fromQasm: unknown gate a+ … a+; define it/);
    expect(error.message.length).toBeLessThan(400);
  });

  it("fails clearly when the SVG cannot be written", () => {
    const run = runCli(["draw", file, "--svg", join(file, "below-a-file.svg"), "--json"]);
    expect(run.code).toBe(1);
    expect(run.json<Failure>().error.name).toBe("OutputError");
  });
});

describe("the command line", () => {
  it.each([["compare"], ["train"], ["replay"], ["expval"], ["draw"], ["run"], ["kernel"], ["mechanisms"], ["doctor"]])(
    "%s --help has examples",
    (name) => {
      const run = runCli([name, "--help"]);
      expect(run.code).toBe(0);
      expect(run.out).toContain(`$ npx quantum-attention ${name}`);
    },
  );

  it("is quiet when the reader of its output has gone", () => {
    const bin = join(__dirname, "../../bin/quantum-attention.js");
    const child = spawnSync("sh", ["-c", '"$0" "$@" | true', process.execPath, bin, "draw", file], { encoding: "utf8" });
    expect(child.stderr).not.toContain("EPIPE");
  });

  it("exits with 2 for no command or an unknown one", () => {
    expect(runCli([]).code).toBe(2);
    expect(runCli(["frobnicate"]).code).toBe(2);
  });
});
