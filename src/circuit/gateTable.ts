import { complexMatrix as m, controlledMatrix, copyMatrix, diagonalMatrix, type Complex, type ComplexMatrix } from "./matrix";
import { affine, type Angle } from "./parameter";

/** The inverse or a part of a gate: another gate of the table with its angles, on the same wires unless said. */
export interface GateUse {
  readonly gate: GateName;
  readonly params: readonly Angle[];
}

/** A gate's name in QASM, and whether the standard file has it: qelib1.inc of the OpenQASM 2 paper, stdgates.inc of OpenQASM 3. */
export interface QasmNames {
  readonly name: string;
  readonly inQelib1: boolean;
  readonly inStdgates: boolean;
}

/** One row of the gate table. Matrices act on the gate's wires with the first wire most significant. */
export interface GateRow {
  readonly nWires: number;
  readonly nParams: number;
  readonly matrix: (params: readonly number[]) => ComplexMatrix;
  readonly inverse: (params: readonly Angle[]) => GateUse;
  /** G of U(θ) = exp(−iθG), for gates of one parameter. */
  readonly generator: ComplexMatrix | null;
  /** Eigenvalues of G; a parameter's frequencies are their positive differences. */
  readonly spectrum: readonly number[];
  /** Gates of one parameter each, in the order they are applied, whose product is this gate (gates of several parameters). */
  readonly parts: ((params: readonly Angle[]) => readonly GateUse[]) | null;
  /** One label a wire; "●" a control, "⊕" a NOT target, "×" a swapped wire; `null` repeats the box over the wires. */
  readonly labels: readonly string[];
  readonly qasm: QasmNames;
}

/** The names of all gates of the table. */
export const GATE_NAMES = [
  "I", "X", "Y", "Z", "H", "S", "Sdg", "T", "Tdg",
  "RX", "RY", "RZ", "P", "U1", "U2", "U3",
  "CNOT", "CY", "CZ", "CH", "SWAP", "CP", "CRX", "CRY", "CRZ",
  "RXX", "RYY", "RZZ", "RBS", "Toffoli", "CSWAP",
] as const; // prettier-ignore

/** Name of a gate of the table. */
export type GateName = (typeof GATE_NAMES)[number];

const { SQRT1_2, PI, cos, sin } = Math;
const phase = (angle: number): Complex => [cos(angle), sin(angle)];
const scaled = (factor: number, a: ComplexMatrix): ComplexMatrix => ({
  size: a.size,
  re: a.re.map((x) => factor * x),
  im: a.im.map((x) => factor * x),
});

const PAULI = {
  X: m([[0, 1], [1, 0]]),
  Y: m([[0, [0, -1]], [[0, 1], 0]]),
  Z: m([[1, 0], [0, -1]]),
}; // prettier-ignore
const HADAMARD = m([[SQRT1_2, SQRT1_2], [SQRT1_2, -SQRT1_2]]); // prettier-ignore
const SWAP = m([[1, 0, 0, 0], [0, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 1]]); // prettier-ignore

const XX = m([[0, 0, 0, 1], [0, 0, 1, 0], [0, 1, 0, 0], [1, 0, 0, 0]]); // prettier-ignore
const YY = m([[0, 0, 0, -1], [0, 0, 1, 0], [0, 1, 0, 0], [-1, 0, 0, 0]]); // prettier-ignore
const ZZ = diagonalMatrix([1, -1, -1, 1]);
const RBS_GENERATOR = m([[0, 0, 0, 0], [0, 0, [0, 1], 0], [0, [0, -1], 0, 0], [0, 0, 0, 0]]); // prettier-ignore

/** diag(0, a): the generator of a controlled gate. */
function controlledGenerator(a: ComplexMatrix): ComplexMatrix {
  const block = controlledMatrix(a);
  for (let i = 0; i < a.size; i++) block.re[i * block.size + i] = 0;
  return block;
}

/** exp(−iθP/2) = cos(θ/2) I − i sin(θ/2) P for an involution P. */
function rotation(involution: ComplexMatrix): (params: readonly number[]) => ComplexMatrix {
  return ([theta = 0]) => {
    const [c, s] = [cos(theta / 2), sin(theta / 2)];
    const matrix = { size: involution.size, re: involution.im.map((x) => s * x), im: involution.re.map((x) => -s * x) };
    for (let i = 0; i < involution.size; i++) matrix.re[i * involution.size + i]! += c;
    return matrix;
  };
}

const u3 = ([theta = 0, phi = 0, lambda = 0]: readonly number[]): ComplexMatrix => {
  const [c, s] = [cos(theta / 2), sin(theta / 2)];
  return m([
    [c, [-s * cos(lambda), -s * sin(lambda)]],
    [[s * cos(phi), s * sin(phi)], [c * cos(phi + lambda), c * sin(phi + lambda)]],
  ]); // prettier-ignore
};

const names = (name: string, inQelib1 = true, inStdgates = true): QasmNames => ({ name, inQelib1, inStdgates });
const box = (label: string, nWires = 1): string[] => Array.from({ length: nWires }, () => label);

function fixed(matrix: ComplexMatrix, inverse: GateName, labels: readonly string[], qasm: QasmNames): GateRow {
  return {
    nWires: Math.log2(matrix.size), nParams: 0, matrix: () => copyMatrix(matrix), inverse: () => ({ gate: inverse, params: [] }),
    generator: null, spectrum: [], parts: null, labels, qasm,
  }; // prettier-ignore
}

function rotating(
  gate: GateName, matrix: GateRow["matrix"], generator: ComplexMatrix, spectrum: readonly number[], labels: readonly string[], qasm: QasmNames,
): GateRow {
  return {
    nWires: Math.log2(generator.size), nParams: 1, matrix, inverse: ([theta = 0]) => ({ gate, params: [affine(theta, -1)] }),
    generator, spectrum, parts: null, labels, qasm,
  };
} // prettier-ignore

const pauliRotation = (gate: GateName, p: ComplexMatrix, labels: readonly string[], qasm: QasmNames): GateRow =>
  rotating(gate, rotation(p), scaled(0.5, p), [0.5, -0.5], labels, qasm);

const controlledRotation = (gate: GateName, p: ComplexMatrix, label: string, qasm: QasmNames): GateRow =>
  rotating(
    gate,
    (params) => controlledMatrix(rotation(p)(params)),
    controlledGenerator(scaled(0.5, p)),
    [0, 0.5, -0.5],
    ["●", label],
    qasm,
  );

const phaseMatrix = ([angle = 0]: readonly number[]): ComplexMatrix => diagonalMatrix([1, phase(angle)]);
const MINUS_ONE_ONE = diagonalMatrix([0, -1]);

/** The gate table: one row a gate (matrices as in Nielsen & Chuang and the OpenQASM standard files; RBS as in Cherrat 2209.08167). */
export const GATES: Readonly<Record<GateName, GateRow>> = {
  I: fixed(diagonalMatrix([1, 1]), "I", ["I"], names("id")),
  X: fixed(PAULI.X, "X", ["X"], names("x")),
  Y: fixed(PAULI.Y, "Y", ["Y"], names("y")),
  Z: fixed(PAULI.Z, "Z", ["Z"], names("z")),
  H: fixed(HADAMARD, "H", ["H"], names("h")),
  S: fixed(diagonalMatrix([1, [0, 1]]), "Sdg", ["S"], names("s")),
  Sdg: fixed(diagonalMatrix([1, [0, -1]]), "S", ["S†"], names("sdg")),
  T: fixed(diagonalMatrix([1, [SQRT1_2, SQRT1_2]]), "Tdg", ["T"], names("t")),
  Tdg: fixed(diagonalMatrix([1, [SQRT1_2, -SQRT1_2]]), "T", ["T†"], names("tdg")),
  RX: pauliRotation("RX", PAULI.X, ["RX"], names("rx")),
  RY: pauliRotation("RY", PAULI.Y, ["RY"], names("ry")),
  RZ: pauliRotation("RZ", PAULI.Z, ["RZ"], names("rz")),
  P: rotating("P", phaseMatrix, MINUS_ONE_ONE, [0, -1], ["P"], names("p", false)),
  U1: rotating("U1", phaseMatrix, MINUS_ONE_ONE, [0, -1], ["U1"], names("u1")),
  U2: {
    nWires: 1, nParams: 2, matrix: ([phi = 0, lambda = 0]) => u3([PI / 2, phi, lambda]),
    inverse: ([phi = 0, lambda = 0]) => ({ gate: "U2", params: [affine(lambda, -1, -PI), affine(phi, -1, PI)] }),
    generator: null, spectrum: [],
    parts: ([phi = 0, lambda = 0]) => [{ gate: "P", params: [lambda] }, { gate: "RY", params: [PI / 2] }, { gate: "P", params: [phi] }],
    labels: ["U2"], qasm: names("u2"),
  }, // prettier-ignore
  U3: {
    nWires: 1, nParams: 3, matrix: u3,
    inverse: ([theta = 0, phi = 0, lambda = 0]) => ({ gate: "U3", params: [affine(theta, -1), affine(lambda, -1), affine(phi, -1)] }),
    generator: null, spectrum: [],
    parts: ([theta = 0, phi = 0, lambda = 0]) => [{ gate: "P", params: [lambda] }, { gate: "RY", params: [theta] }, { gate: "P", params: [phi] }],
    labels: ["U3"], qasm: names("u3"),
  }, // prettier-ignore
  CNOT: fixed(controlledMatrix(PAULI.X), "CNOT", ["●", "⊕"], names("cx")),
  CY: fixed(controlledMatrix(PAULI.Y), "CY", ["●", "Y"], names("cy")),
  CZ: fixed(controlledMatrix(PAULI.Z), "CZ", ["●", "●"], names("cz")),
  CH: fixed(controlledMatrix(HADAMARD), "CH", ["●", "H"], names("ch")),
  SWAP: fixed(SWAP, "SWAP", ["×", "×"], names("swap", false)),
  CP: rotating(
    "CP", ([angle = 0]) => diagonalMatrix([1, 1, 1, phase(angle)]), diagonalMatrix([0, 0, 0, -1]), [0, -1], ["●", "P"], names("cp", false),
  ), // prettier-ignore
  CRX: controlledRotation("CRX", PAULI.X, "RX", names("crx", false)),
  CRY: controlledRotation("CRY", PAULI.Y, "RY", names("cry", false)),
  CRZ: controlledRotation("CRZ", PAULI.Z, "RZ", names("crz")),
  RXX: pauliRotation("RXX", XX, box("RXX", 2), names("rxx", false, false)),
  RYY: pauliRotation("RYY", YY, box("RYY", 2), names("ryy", false, false)),
  RZZ: pauliRotation("RZZ", ZZ, box("RZZ", 2), names("rzz", false, false)),
  RBS: rotating(
    "RBS",
    ([theta = 0]) => {
      const [c, s] = [cos(theta), sin(theta)];
      return m([[1, 0, 0, 0], [0, c, s, 0], [0, -s, c, 0], [0, 0, 0, 1]]);
    },
    RBS_GENERATOR, [0, 1, -1], box("RBS", 2), names("rbs", false, false),
  ), // prettier-ignore
  Toffoli: fixed(controlledMatrix(controlledMatrix(PAULI.X)), "Toffoli", ["●", "●", "⊕"], names("ccx")),
  CSWAP: fixed(controlledMatrix(SWAP), "CSWAP", ["●", "×", "×"], names("cswap", false)),
};
