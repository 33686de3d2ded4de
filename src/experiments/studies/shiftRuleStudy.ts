import { checkInteger, checkKeys } from "../../core/check";
import { circuit, type Circuit } from "../../circuit/circuit";
import { param } from "../../circuit/parameter";
import { parseObservable } from "../../circuit/observable";
import type { ShiftRuleData } from "../../figures/shiftRuleFigure";
import { gradient } from "../../gradient/gradient";
import { overlapGradient } from "../../gradient/overlap";
import { frequenciesOf, operationSpectrum } from "../../gradient/shiftRule";
import type { CompiledCircuit, ParamBatch, StateBatch } from "../../simulator/engine";
import { getEngine } from "../../simulator/engines";

/** Derivatives by the right rule and by the two-term rule, over a whole turn, for gates where the two differ. */
export interface ShiftRuleStudy extends ShiftRuleData {
  readonly kind: "shift-rules";
  readonly formatVersion: 1;
  readonly config: { readonly points: number };
}

interface Case {
  readonly name: string;
  readonly prepared: Circuit;
  readonly observable: string;
}

const theta = param("theta");

/** Circuits in which every frequency of the gate shows. */
const CASES: readonly Case[] = [
  { name: "RY", prepared: circuit(1).ry(theta, 0), observable: "Z" },
  { name: "CRX", prepared: circuit(2).h(0).ry(0.4, 1).crx(theta, 0, 1), observable: "XI+IY" },
  { name: "RBS", prepared: circuit(2).x(0).ry(0.6, 1).rbs(theta, 0, 1), observable: "ZI+XI" },
];

const batchOf = (values: readonly number[]): ParamBatch => ({
  batchSize: values.length,
  perRow: Float64Array.from(values),
  shared: new Float64Array(0),
});

/** ½[f(θ + π/2) − f(θ − π/2)]. */
const twoTerm = (f: (at: readonly number[]) => ArrayLike<number>, thetas: readonly number[]): number[] => {
  const [plus, minus] = [f(thetas.map((t) => t + Math.PI / 2)), f(thetas.map((t) => t - Math.PI / 2))];
  return thetas.map((_, i) => (plus[i]! - minus[i]!) / 2);
};

function expvalCase({ name, prepared, observable: text }: Case, thetas: readonly number[]): ShiftRuleData["cases"][number] {
  const observables = [parseObservable(text)];
  const compiled = getEngine("reference").compile(prepared);
  const values = (at: readonly number[]): ArrayLike<number> => compiled.expval(batchOf(at), observables);
  const by = (diffMethod: "adjoint" | "parameter-shift"): number[] =>
    thetas.map((t) => gradient(prepared, observables, [t], { diffMethod, engine: "reference" }).jacobian[0]!);
  const turned = prepared.operations.find(({ params }) => params.some((angle) => typeof angle !== "number"))!;
  const frequencies = frequenciesOf(operationSpectrum(turned));
  return { name, of: `⟨${text}⟩`, frequencies, exact: by("adjoint"), rule: by("parameter-shift"), twoTerm: twoTerm(values, thetas) };
}

/** Re⟨a(θ)|b⟩ of two one-qubit states, as a Hadamard test reads it. */
function overlapCase(thetas: readonly number[]): ShiftRuleData["cases"][number] {
  const compiled = getEngine("reference").compile(circuit(1).ry(theta, 0));
  const [c, s] = [Math.cos(0.4), Math.sin(0.4)];
  const other = (rows: number): StateBatch => ({
    re: Float64Array.from({ length: 2 * rows }, (_, i) => (i % 2 === 0 ? c : s)),
    im: new Float64Array(2 * rows),
  });
  const found = overlapGradient(compiled, batchOf(thetas), other(thetas.length));
  const values = (at: readonly number[]): ArrayLike<number> => overlapGradient(compiled, batchOf(at), other(at.length)).values;
  return {
    name: "overlap",
    of: "Re⟨a|b⟩",
    frequencies: [0.5],
    exact: exactOverlapGradient(compiled, thetas, other(thetas.length)),
    rule: Array.from(found.gradients.perRow),
    twoTerm: twoTerm(values, thetas),
  };
}

function exactOverlapGradient(compiled: CompiledCircuit, thetas: readonly number[], other: StateBatch): number[] {
  return Array.from(compiled.statesVjp(batchOf(thetas), other).perRow);
}

/**
 * Where the two-term rule ½[f(θ+π/2) − f(θ−π/2)] is right (Pauli rotations) and where it is not: controlled rotations (frequencies ½ and
 * 1), RBS (1 and 2), and overlaps Re⟨a|b⟩ (½, where it gives √2 times the gradient), each beside the rule read from the gate's spectrum
 * and the exact derivative, at `points` angles of a turn.
 *
 * @throws ArgumentError for an unknown option or a value out of range
 * @example
 * ```ts
 * const { cases } = shiftRuleStudy({ points: 9 });
 * const overlap = cases.find(({ name }) => name === "overlap")!;
 * console.log(overlap.twoTerm[3]! / overlap.exact[3]!); // √2
 * ```
 */
export function shiftRuleStudy(given: { readonly points?: number } = {}): ShiftRuleStudy {
  checkKeys("shiftRuleStudy", given, ["points"]);
  const { points = 61 } = given;
  checkInteger("shiftRuleStudy", "points", points, 2, 1001);
  const thetas = Array.from({ length: points }, (_, i) => -Math.PI + (2 * Math.PI * i) / (points - 1));
  const cases = [...CASES.map((one) => expvalCase(one, thetas)), overlapCase(thetas)];
  return { kind: "shift-rules", formatVersion: 1, config: { points }, thetas, cases };
}
