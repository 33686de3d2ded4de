import { describe, expect, it } from "vitest";
import {
  Circuit,
  circuit,
  CircuitError,
  complexMatrix,
  fromQasm,
  GATE_NAMES,
  GATES,
  param,
  QasmError,
  Random,
  toQasm,
  type Operation,
} from "quantum-attention";
import { STANDARD_FILES } from "../../src/circuit/qasm/gateLibrary";
import { RESERVED_WORDS } from "../../src/circuit/qasm/words";
import { circuitMatrix, distance } from "./circuitMatrix";

/** A random circuit of `count` gates of the whole table, some under extra controls, some arbitrary unitaries. */
function randomCircuit(seed: number, nQubits: number, count: number): Circuit {
  const random = new Random(seed);
  const operations = Array.from({ length: count }, (): Operation => {
    const wires = random.permutation(nQubits);
    if (random.uniform() < 0.1) {
      const matrix = circuitMatrix(
        circuit(2).u3(random.normal(), random.normal(), random.normal(), 0).rxx(random.normal(), 0, 1).cry(random.normal(), 1, 0),
      );
      return { gate: "Unitary", controls: random.uniform() < 0.5 ? [] : [wires[2]!], wires: wires.slice(0, 2), params: [], matrix };
    }
    const gate = GATE_NAMES[random.integer(0, GATE_NAMES.length)]!;
    const { nWires, nParams } = GATES[gate];
    const nControls = random.uniform() < 0.2 ? Math.min(2, nQubits - nWires) : 0;
    const params = Array.from({ length: nParams }, () =>
      random.uniform() < 0.3 ? (random.integer(-4, 5) * Math.PI) / 4 : random.between(-9, 9),
    );
    return { gate, controls: wires.slice(nWires, nWires + nControls), wires: wires.slice(0, nWires), params, matrix: null };
  });
  return Circuit.of(nQubits, operations);
}

const statedPhase = (text: string): number => Number(/\/\/ the circuit is e\^\(i\*(\S+)\)/.exec(text)?.[1] ?? 0);

describe("toQasm and fromQasm", () => {
  it.each([2, 3] as const)("round-trip random circuits of the whole table in version %i, up to the stated phase", (version) => {
    for (let seed = 0; seed < 25; seed++) {
      const original = randomCircuit(seed, 4, 12);
      const text = toQasm(original, { version });
      const { circuit: back } = fromQasm(text);
      expect(distance(circuitMatrix(original), circuitMatrix(back)), text).toBeLessThan(1e-9);
    }
  });

  it("states the global phase of decomposed unitaries exactly", () => {
    const c = circuit(2).unitary(complexMatrix([[0, [0, 1]], [[0, 1], 0]]), 1).unitary(circuitMatrix(circuit(2).ch(0, 1).rz(0.3, 0)), 1, 0); // prettier-ignore
    const text = toQasm(c);
    expect(distance(circuitMatrix(c), circuitMatrix(fromQasm(text).circuit), statedPhase(text))).toBeLessThan(1e-9);
  });

  it("keeps named, shared, scaled and shifted parameters", () => {
    const phi = param("phi", { scale: 2, offset: -0.25 });
    const c = circuit(2)
      .ry(phi, 0)
      .rz(param("x"), 1)
      .crx(param("phi", { scale: -1 }), 0, 1)
      .p(Math.PI / 2, 0);
    const text = toQasm(c);
    expect(text).toContain("input float phi;");
    expect(text).toContain("// parameter x is written x_");
    expect(text).toContain("ry(2.0*phi - 0.25) q[0];");
    expect(text).toContain("p(pi/2) q[0];");
    const back = fromQasm(text).circuit;
    expect(back.parameters).toEqual(["phi", "x_"]);
    expect(distance(circuitMatrix(c, { phi: 0.4, x: 1 }), circuitMatrix(back, { phi: 0.4, x_: 1 }), 0)).toBeLessThan(1e-12);
  });

  it("refuses free parameters in version 2 and other versions", () => {
    expect(() => toQasm(circuit(1).rx(param("a"), 0), { version: 2 })).toThrow(CircuitError);
    expect(() => toQasm(circuit(1), { version: 4 as 3 })).toThrow(/version must be 2 or 3/);
  });

  it("writes parameters with reserved names so that they read back", () => {
    for (const word of [...RESERVED_WORDS].filter((word) => /^\w+$/.test(word))) {
      const named = circuit(2).rx(param(word), 0).rbs(param("free"), 0, 1);
      expect(fromQasm(toQasm(named)).circuit.parameters).toEqual([`${word}_`, "free"]);
    }
  });

  it("reserves every keyword, function, constant and gate of OpenQASM", () => {
    for (const word of ["readonly", "void", "default", "abs", "atan", "asin", "pi", "tau", "sxdg", "cu1", "ctrl", "input"])
      expect(RESERVED_WORDS).toContain(word);
  });

  it("writes doubles that read back as themselves", () => {
    const angles = [0.1, 1e-7, 1e21, -3, Math.PI, -Math.PI / 3, 7 * Math.PI, 2 ** -1074, 123456789.123];
    const back = fromQasm(toQasm(angles.reduce((c, angle) => c.rz(angle, 0), circuit(1)))).circuit;
    expect(back.operations.map((o) => o.params[0])).toEqual(angles);
  });
});

const V2 = 'OPENQASM 2.0; include "qelib1.inc"; ';
const V3 = 'OPENQASM 3.0; include "stdgates.inc"; ';

describe("fromQasm", () => {
  it.each(
    [...STANDARD_FILES].flatMap(([file, { version, gates }]) => [...gates].map(([name, gate]) => [file, name, version, gate] as const)),
  )("%s: reads %s as a unitary of its arity", (file, name, version, gate) => {
    const angles = gate.nParams > 0 ? `(${Array.from({ length: gate.nParams }, (_, i) => 0.3 + i).join(",")})` : "";
    const wires = Array.from({ length: gate.nWires }, (_, i) => `q[${i}]`).join(",");
    const { circuit: c } = fromQasm(`OPENQASM ${version}.0; include "${file}"; qreg q[5]; ${name}${angles} ${wires};`);
    expect(c.operations.length).toBeGreaterThan(0);
    expect(c.nParams).toBe(0);
  });

  it("knows the identities of the derived gates", () => {
    const matrix = (text: string, n = 2): ReturnType<typeof circuitMatrix> => circuitMatrix(fromQasm(`${V2}qreg q[${n}]; ${text}`).circuit);
    expect(distance(matrix("sx q[0]; sx q[0];"), matrix("x q[0];"))).toBeLessThan(1e-12);
    expect(distance(matrix("csx q[0],q[1]; csx q[0],q[1];"), matrix("cx q[0],q[1];"), 0)).toBeLessThan(1e-12);
    expect(distance(matrix("cu3(0.1,0.2,0.3) q[0],q[1];"), matrix("cu(0.1,0.2,0.3,0) q[0],q[1];"), 0)).toBeLessThan(1e-12);
    expect(
      distance(matrix("c3sqrtx q[0],q[1],q[2],q[3]; c3sqrtx q[0],q[1],q[2],q[3];", 4), matrix("c3x q[0],q[1],q[2],q[3];", 4), 0),
    ).toBeLessThan(1e-12);
    // the relative-phase Toffoli equals the Toffoli up to a diagonal
    const relative = circuitMatrix(fromQasm(`${V2}qreg q[3]; rccx q[0],q[1],q[2]; ccx q[0],q[1],q[2];`).circuit);
    for (let r = 0; r < 8; r++) expect(Math.hypot(relative.re[9 * r]!, relative.im[9 * r]!)).toBeCloseTo(1, 12);
  });

  it("keeps phases under control: ctrl @ of U, u3, gphase and definitions", () => {
    const matrix = (text: string): ReturnType<typeof circuitMatrix> => circuitMatrix(fromQasm(`${V3}qubit[2] q; ${text}`).circuit);
    expect(distance(matrix("ctrl @ gphase(0.7) q[0];"), matrix("p(0.7) q[0];"), 0)).toBeLessThan(1e-12);
    expect(distance(matrix("ctrl @ U(0.4, 0.5, 0.6) q[0], q[1];"), matrix("cu(0.4, 0.5, 0.6, 0.2) q[0], q[1];"), 0)).toBeLessThan(1e-12);
    expect(distance(matrix("ctrl @ u3(0.4, 0.5, 0.6) q[0], q[1];"), matrix("cu(0.4, 0.5, 0.6, -0.55) q[0], q[1];"), 0)).toBeLessThan(1e-12);
    expect(
      distance(matrix("gate g a { gphase(0.3); ry(0.2) a; } ctrl @ g q[0], q[1];"), matrix("p(0.3) q[0]; cry(0.2) q[0], q[1];"), 0),
    ).toBeLessThan(1e-12);
    expect(distance(matrix("negctrl @ x q[0], q[1];"), matrix("x q[0]; cx q[0], q[1]; x q[0];"), 0)).toBeLessThan(1e-12);
    expect(
      distance(matrix("inv @ s q[0]; pow(2) @ t q[1]; pow(-1) @ rx(0.3) q[0];"), matrix("sdg q[0]; s q[1]; rx(-0.3) q[0];"), 0),
    ).toBeLessThan(1e-12);
  });

  it("concatenates registers in declaration order, broadcasts, and evaluates expressions", () => {
    const { circuit: c, notes } = fromQasm(`${V3}
      qubit a; qubit[2] b; bit[3] out; input float[64] theta;
      gate turn(t, s) u, v { rx(2*t - s/2) u; cx u, v; barrier u, v; }
      h b; turn(theta, pi) a, b[1];
      rz(sin(pi/6) + 2**3 - sqrt(4) * cos(0)) a;
      barrier a, b;
      out[0] = measure a; measure b[0] -> out[1];`);
    expect(c.nQubits).toBe(3);
    expect(c.operations.map((o) => `${o.gate}@${o.wires.join()}`)).toEqual(["H@1", "H@2", "RX@0", "CNOT@0,2", "RZ@0"]);
    expect(c.operations[2]!.params[0]).toEqual({ name: "theta", scale: 2, offset: -Math.PI / 2 });
    expect(c.operations[4]!.params[0]).toBeCloseTo(6.5, 12);
    expect(notes).toEqual(["final measurement of 2 qubits noted and left out"]);
  });

  it.each(["\n", "\r\n", "\r"])("reads lines that end in %j, comments and a byte order mark", (newline) => {
    const text = `\uFEFF${V3}\n/* x q;\n*/ qubit q; // h q;\nx q; // the end`;
    expect(fromQasm(text.replaceAll("\n", newline)).circuit.operations.map(({ gate }) => gate)).toEqual(["X"]);
    expect(placeOf(`${text}\nfrob q;`.replaceAll("\n", newline))).toEqual([5, 1]);
    expect(placeOf(`\uFEFFfrob q;`)).toEqual([1, 1]);
  });

  it("keeps names of version 3 free in version 2", () => {
    const { circuit: c } = fromQasm(`${V2}gate inv(bit) input { rx(bit) input; } qreg qubit[1]; inv(0.5) qubit[0];`);
    expect(c.operations[0]).toMatchObject({ gate: "RX", params: [0.5] });
  });

  it("divides whole numbers only where both versions agree", () => {
    const angle = (text: string): unknown => fromQasm(text).circuit.operations[0]!.params[0];
    expect(angle(`${V2}qreg q[1]; rx(3/2) q[0];`)).toBe(1.5);
    expect(angle(`${V3}qubit q; rx(4/2 + 3.0/2 + 3*pi/2 - 2**3) q;`)).toBeCloseTo(-4.5 + 1.5 * Math.PI, 12);
    expect(angle(`${V3}qubit q; rx(2**-1/4) q;`)).toBe(0.125);
  });

  it("reads as many operations as it says", () => {
    expect(fromQasm(`${V3}qubit q;\n${"x q;".repeat(300_000)}`).circuit.operations).toHaveLength(300_000);
  });

  it("lets a file define what older standard files lack", () => {
    const { circuit: c } = fromQasm(`${V2}gate swap a,b { cx a,b; cx b,a; cx a,b; } qreg q[2]; swap q[0],q[1];`);
    expect(distance(circuitMatrix(c), GATES.SWAP.matrix([]), 0)).toBeLessThan(1e-12);
  });
});

function placeOf(text: string): [number, number] {
  try {
    fromQasm(text);
  } catch (error) {
    if (error instanceof QasmError) return [error.line, error.column];
  }
  throw new Error("expected a QasmError");
}

describe("fromQasm refuses, with line, column and cause", () => {
  const gateBomb = Array.from({ length: 40 }, (_, i) => `gate g${i + 1} a { g${i} a; g${i} a; }`).join("\n");
  const inverted = Array.from({ length: 190 }, (_, i) => `gate g${i + 1} a { ${"inv @ ".repeat(60)}g${i} a; }`).join("\n");
  const long = `gate g0 a { ${"x a; ".repeat(200_000)}}`;
  const costly = `gate g0(${Array.from({ length: 1000 }, (_, i) => `p${i}`).join()}) a { }
    gate g1 a { g0(${Array.from({ length: 1000 }, () => `${"pi+".repeat(900)}1`).join()}) a; }`;
  const deep = Array.from({ length: 1000 }, (_, i) => `gate g${i + 1} a { g${i} a; }`).join("\n");
  it.each([
    ["reset", `${V3}\nqubit q;\n  reset q;`, /reset is not supported/, 3, 3],
    ["if", `${V2}qreg q[1]; creg c[1]; if(c==1) x q[0];`, /conditional/, 1, 59],
    ["for", `${V3}qubit q; for uint i in [0:3] { x q; }`, /loop/, 1, 48],
    ["mid-circuit measurement", `${V3}qubit q; bit c;\nc = measure q;\nx q;`, /mid-circuit/, 3, 1],
    ["unknown include", 'OPENQASM 3.0;\ninclude "other.inc";', /unknown include/, 2, 9],
    ["include of version 2 without the version", '\ninclude "qelib1.inc";', /OpenQASM 2.* begin it with OPENQASM 2.0;/, 2, 9],
    ["unknown gate", `${V3}qubit q;\nfrob q;`, /unknown gate frob/, 2, 1],
    ["missing include", "OPENQASM 3.0;\nqubit q;\nh q;", /add include "stdgates.inc"/, 3, 1],
    ["recursion", `${V3}\ngate g a { g a; }`, /recursion/, 2, 12],
    ["qubit twice", `${V3}qubit[2] q;\ncx q[0], q[0];`, /used twice/, 2, 1],
    ["register sizes", `${V3}qubit[2] q; qubit[3] r;\ncx q, r;`, /different sizes/, 2, 1],
    ["index", `${V3}qubit[2] q;\nx q[2];`, /the index is 2/, 2, 5],
    ["many qubits", `${V3}\nqubit[1000000000] q;`, /at most 63/, 2, 7],
    ["two parameters in an angle", `${V3}input float a; input float b; qubit q;\nrx(a+b) q;`, /two parameters/, 2, 5],
    ["function of a parameter", `${V3}input float a; qubit q;\nrx(sin(a)) q;`, /sin of a parameter/, 2, 4],
    ["undeclared name", `${V3}qubit q;\nrx(alpha) q;`, /alpha is not declared/, 2, 4],
    ["prototype names", `${V3}qubit q;\nrx(constructor) q;`, /constructor is not declared/, 2, 4],
    ["wrong parameter count", `${V3}qubit q;\nrx q;`, /takes 1 parameters, got 0/, 2, 1],
    ["division by zero", `${V3}qubit q;\nrx(1/0) q;`, /must be finite/, 2, 5],
    ["deep parentheses", `${V3}qubit q;\nrx(${"(".repeat(100_000)}1`, /nested deeper/, 2, 104],
    ["many signs", `${V3}qubit q;\nrx(${"-".repeat(100_000)}1) q;`, /nested deeper/, 2, 104],
    ["a power of whole numbers that is XOR", `${V3}qubit q;\nrx(2^3) q;`, /expected "\)", got "\^"/, 2, 5],
    ["whole numbers that do not divide", `${V3}qubit q;\nrx(pi*(1/2)) q;`, /1\/2; write 1.0/, 2, 9],
    ["version 3 in a file of version 2", `${V2}qreg q[2];\nctrl @ x q[0],q[1];`, /belongs to OpenQASM 3/, 2, 1],
    ["a parameter of version 3 in version 2", `${V2}\ninput float a;`, /belongs to OpenQASM 3/, 2, 1],
    ["fewer bits than qubits", `${V2}qreg q[2]; creg c[1];\nmeasure q -> c;`, /2 qubits cannot be measured into 1 bits/, 2, 1],
    ["fewer bits than qubits, assigned", `${V3}qubit[2] q; bit c;\nc = measure q;`, /2 qubits cannot be measured/, 2, 5],
    ["fewer bits than qubits, declared", `${V3}qubit[2] q;\nbit c = measure q;`, /2 qubits cannot be measured/, 2, 9],
    ["a parameter called pi", `${V3}\ninput float pi;`, /name of a constant or function/, 2, 13],
    ["a gate called like a register", `${V3}qubit g;\ngate g a { x a; }`, /already in use/, 2, 6],
    ["an infinite scale", `${V3}input float a; qubit q;\nrx(a*1e200*1e200) q;`, /must be finite/, 2, 11],
    ["powers of a phase", `${V3}gate g a { ${"pow(1000) @ ".repeat(4)}gphase(1); } qubit q;\ng q;`, /expands to more/, 1, 98],
    ["inverses of inverses", `${V3}${long}\n${inverted}\nqubit q;\ng190 q;`, /expands to more/, undefined, undefined],
    [
      "controls of a long gate",
      `${V3}${long}\nqubit[40] q;\nctrl(39) @ g0 ${Array.from({ length: 40 }, (_, i) => `q[${i}]`).join()};`,
      /expands to more/,
      3,
      12,
    ],
    [
      "doubling costly expressions",
      `${V3}${costly}\n${gateBomb.replace(/^.*\n/, "")}\nqubit q;\ng40 q;`,
      /expands to more/,
      undefined,
      undefined,
    ],
    ["doubling definitions", `${V3}gate g0 a { x a; }\n${gateBomb}\nqubit q;\ng40 q;`, /expands to more than/, undefined, undefined],
    ["doubling empty definitions", `${V3}gate g0 a { }\n${gateBomb}\nqubit q;\ng40 q;`, /expands to more than/, undefined, undefined],
    ["deep definitions", `${V3}gate g0 a { x a; }\n${deep}\nqubit q;`, /nested deeper/, undefined, undefined],
    ["power", `${V3}qubit q;\npow(1000000) @ x q;`, /an integer power is 1000000/, 2, 5],
    ["unclosed comment", `${V3}/* qubit q;`, /never closed/, 1, 39],
    ["unclosed body", `${V3}gate g a { x a;`, /never closed/, undefined, undefined],
    ["strange character", `${V3}qubit q; §`, /no meaning/, 1, 48],
    ["no qubits", V3, /no qubits/, undefined, undefined],
    ["version", "OPENQASM 4.0;", /version 4.0/, 1, 10],
    ["name in use", `${V3}qubit q;\nqubit q;`, /already in use/, 2, 7],
    ["opaque", `${V2}opaque g a;`, /opaque/, 1, 37],
  ] as const)("%s", (_, text, cause, line, column) => {
    let caught: unknown;
    try {
      fromQasm(text);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(QasmError);
    const error = caught as QasmError;
    expect(error.message).toMatch(cause);
    if (line !== undefined) expect([error.line, error.column]).toEqual([line, column]);
    else expect(error.line).toBeGreaterThan(0);
  });

  it("stops a hostile file of many megabytes at its first wrong statement", () => {
    const text = `${V3}qubit q;\nfrob q;\n${"x q;\n".repeat(3_000_000)}`;
    expect(() => fromQasm(text)).toThrow(/unknown gate frob/);
    const inputs = Array.from({ length: 200_000 }, (_, i) => `input float a${i};`).join("\n");
    expect(() => fromQasm(V3 + inputs)).toThrow(/more than 100000 parameters/);
    expect(() => fromQasm("x".repeat(17 * 1024 * 1024))).toThrow(/split the circuit/);
    expect(() => fromQasm(`${V3}qubit q;\n${"x q;\n".repeat(600_000)}`)).toThrow(/expands to more than/);
  });
});
