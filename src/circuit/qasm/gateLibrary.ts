import type { GateName } from "../gateTable";
import { controlledOperation, gateOperation as use, inverseOperation, type Operation } from "../operation";
import { affine, type Angle } from "../parameter";

/** Operations times e^{i(sum of phases)}; the phases matter only under a control. */
export interface Expansion {
  readonly operations: readonly Operation[];
  readonly phases: readonly Angle[];
}

/** A gate that a QASM file may call. */
export interface LibraryGate {
  readonly nParams: number;
  readonly nWires: number;
  readonly expand: (params: readonly Angle[], wires: readonly number[]) => Expansion;
}

const plain = (...operations: Operation[]): Expansion => ({ operations, phases: [] });

/** A gate that the table has under another name. */
const same = (gate: GateName, nWires: number, nParams = 0): LibraryGate => ({
  nParams,
  nWires,
  expand: (params, wires) => plain(use(gate, wires, ...params)),
});

const made = (nWires: number, nParams: number, expand: LibraryGate["expand"]): LibraryGate => ({ nParams, nWires, expand });

/** `expansion` under one more control; its global phase becomes a phase gate on the control. */
export function controlExpansion({ operations, phases }: Expansion, control: number): Expansion {
  return plain(...operations.map((o) => controlledOperation(o, control)), ...phases.map((phase) => use("P", [control], phase)));
}

export function invertExpansion({ operations, phases }: Expansion): Expansion {
  return { operations: [...operations].reverse().map(inverseOperation), phases: phases.map((phase) => affine(phase, -1)) };
}

const controlled = (gate: LibraryGate, nControls: number): LibraryGate =>
  made(gate.nWires + nControls, gate.nParams, (params, wires) =>
    wires.slice(0, nControls).reduceRight(controlExpansion, gate.expand(params, wires.slice(nControls))),
  );

const half = Math.PI / 2;
const x = same("X", 1);
/** √X with the phase that makes its square X. */
const sx = made(1, 0, (_, [a]) => ({ operations: [use("RX", [a!], half)], phases: [half / 2] }));
const sxdg = made(1, 0, (_, [a]) => ({ operations: [use("RX", [a!], -half)], phases: [-half / 2] }));
const u3 = same("U3", 1, 3);
/** cu(θ, φ, λ, γ): controlled e^{iγ}U(θ, φ, λ) */
const cu = made(2, 4, ([theta, phi, lambda, gamma], [c, t]) =>
  controlExpansion({ operations: [use("U3", [t!], theta!, phi!, lambda!)], phases: [gamma!] }, c!),
);

/** Gates of the paper's qelib1.inc (Cross et al. 1707.03429). */
const PAPER: readonly (readonly [string, LibraryGate])[] = [
  ["u3", u3], ["u2", same("U2", 1, 2)], ["u1", same("U1", 1, 1)], ["cx", same("CNOT", 2)], ["id", same("I", 1)], ["x", x], ["y", same("Y", 1)],
  ["z", same("Z", 1)], ["h", same("H", 1)], ["s", same("S", 1)], ["sdg", same("Sdg", 1)], ["t", same("T", 1)], ["tdg", same("Tdg", 1)],
  ["rx", same("RX", 1, 1)], ["ry", same("RY", 1, 1)], ["rz", same("RZ", 1, 1)], ["cz", same("CZ", 2)], ["cy", same("CY", 2)], ["ch", same("CH", 2)],
  ["ccx", same("Toffoli", 3)], ["crz", same("CRZ", 2, 1)], ["cu1", same("CP", 2, 1)], ["cu3", controlled(u3, 1)],
]; // prettier-ignore

/** Gates that later qelib1.inc and stdgates.inc share. */
const COMMON: readonly (readonly [string, LibraryGate])[] = [
  ["p", same("P", 1, 1)], ["sx", sx], ["swap", same("SWAP", 2)], ["cswap", same("CSWAP", 3)], ["crx", same("CRX", 2, 1)],
  ["cry", same("CRY", 2, 1)], ["cp", same("CP", 2, 1)], ["cu", cu],
]; // prettier-ignore

const phaseGate = (wire: number, quarter: 1 | -1): Operation => use("U1", [wire], (quarter * Math.PI) / 4);
const hadamard = (wire: number): Operation => use("U2", [wire], 0, Math.PI);

const rccx = made(3, 0, (_, wires) => {
  const [a, b, c] = wires as [number, number, number];
  const turn = (control: number, sign: 1 | -1): Operation[] => [use("CNOT", [control, c]), phaseGate(c, sign)];
  return plain(hadamard(c), phaseGate(c, 1), ...turn(b, -1), ...turn(a, 1), ...turn(b, -1), hadamard(c));
});

const rc3x = made(4, 0, (_, wires) => {
  const [a, b, c, d] = wires as [number, number, number, number];
  const cx = (control: number): Operation => use("CNOT", [control, d]);
  const outer = [hadamard(d), phaseGate(d, 1), cx(c), phaseGate(d, -1), hadamard(d)];
  const inner = [cx(a), phaseGate(d, 1), cx(b), phaseGate(d, -1), cx(a), phaseGate(d, 1), cx(b), phaseGate(d, -1)];
  return plain(...outer, ...inner, ...outer);
});

const QELIB1_LATER: readonly (readonly [string, LibraryGate])[] = [
  ["u0", made(1, 1, (_, [a]) => plain(use("I", [a!])))], ["u", u3], ["sxdg", sxdg], ["csx", controlled(sx, 1)],
  ["rxx", same("RXX", 2, 1)], ["rzz", same("RZZ", 2, 1)], ["rccx", rccx], ["rc3x", rc3x],
  ["c3x", controlled(x, 3)], ["c3sqrtx", controlled(sx, 3)], ["c4x", controlled(x, 4)],
]; // prettier-ignore

/** In OpenQASM 3 u2 and u3 have determinant 1: e^{−i(φ+λ)/2} times the matrix of the table. */
const special = (gate: LibraryGate): LibraryGate =>
  made(1, gate.nParams, (params, wires) => ({
    ...gate.expand(params, wires),
    phases: params.slice(-2).map((angle) => affine(angle, -0.5)),
  }));

const U2 = u3;
/** The builtin of version 3 is e^{iθ/2} times the matrix of the table. */
const U_3 = made(1, 3, (params, wires) => ({ ...u3.expand(params, wires), phases: [affine(params[0]!, 0.5)] }));

/** What a file may call before any include. */
export const BUILTINS: Readonly<Record<2 | 3, ReadonlyMap<string, LibraryGate>>> = {
  2: new Map([["U", U2], ["CX", same("CNOT", 2)]]),
  3: new Map([["U", U_3]]),
}; // prettier-ignore

/** The gates of the standard files; `overridable` names may be defined by a file itself, since older standard files lack them. */
export const STANDARD_FILES: ReadonlyMap<
  string,
  { version: 2 | 3; gates: ReadonlyMap<string, LibraryGate>; overridable: ReadonlySet<string> }
> = new Map([
  [
    "qelib1.inc",
    {
      version: 2 as const,
      gates: new Map([...PAPER, ...COMMON, ...QELIB1_LATER]),
      overridable: new Set([...COMMON, ...QELIB1_LATER].map(([name]) => name)),
    },
  ],
  [
    "stdgates.inc",
    {
      version: 3 as const,
      gates: new Map([
        ...PAPER.filter(([name]) => name !== "cu1" && name !== "cu3"),
        ...COMMON,
        ["CX", same("CNOT", 2)],
        ["phase", same("P", 1, 1)],
        ["cphase", same("CP", 2, 1)],
        ["u2", special(same("U2", 1, 2))],
        ["u3", special(u3)],
      ] as [string, LibraryGate][]),
      overridable: new Set<string>(),
    },
  ],
]);
