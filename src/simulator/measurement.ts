import { Circuit } from "../circuit/circuit";
import type { Observable } from "../circuit/observable";
import type { CompiledCircuit } from "./engine";
import { getEngine } from "./engines";

/** A term of an observable that a setting reads: coefficient times the parity of the outcome's bits in `mask`. */
export interface SettingTerm {
  readonly observable: number;
  readonly coefficient: number;
  readonly mask: number;
}

/**
 * One way to measure the circuit: every qubit in one Pauli basis. All strings that fit it (qubit-wise commuting) are read from
 * the same shots.
 */
export interface MeasurementSetting {
  /** One of I X Y Z a qubit, I where no string looks. */
  readonly basis: string;
  readonly terms: readonly SettingTerm[];
}

/** The settings, and what the identity strings add to each observable without any shot. */
export interface MeasurementPlan {
  readonly settings: readonly MeasurementSetting[];
  readonly constants: Float64Array;
}

const fits = (basis: string, paulis: string): boolean => [...paulis].every((p, i) => p === "I" || basis[i] === "I" || basis[i] === p);
const merge = (basis: string, paulis: string): string => [...paulis].map((p, i) => (p === "I" ? basis[i]! : p)).join("");

const plans = new WeakMap<readonly Observable[], MeasurementPlan>();

/**
 * Groups the Pauli strings of all observables into measurement settings, each string into the first that it commutes with qubit by
 * qubit: all Z_i take one, X, Y and Z readout three. The plan of a frozen array is made once.
 *
 * @example
 * ```ts
 * const { settings } = measurementPlan([parseObservable("ZI+ZZ"), parseObservable("XX")]);
 * console.log(settings.map(({ basis }) => basis)); // [ 'ZZ', 'XX' ]
 * ```
 */
export function measurementPlan(observables: readonly Observable[]): MeasurementPlan {
  const known = plans.get(observables);
  if (known) return known;
  const plan = makePlan(observables);
  if (Object.isFrozen(observables)) plans.set(observables, plan);
  return plan;
}

function makePlan(observables: readonly Observable[]): MeasurementPlan {
  const settings: { basis: string; terms: SettingTerm[] }[] = [];
  const constants = new Float64Array(observables.length);
  observables.forEach(({ terms }, index) => {
    for (const { coefficient, paulis } of terms) {
      if (!/[XYZ]/.test(paulis)) {
        constants[index]! += coefficient;
        continue;
      }
      let setting = settings.find(({ basis }) => fits(basis, paulis));
      if (!setting) settings.push((setting = { basis: "I".repeat(paulis.length), terms: [] }));
      setting.basis = merge(setting.basis, paulis);
      setting.terms.push({ observable: index, coefficient, mask: parseInt(paulis.replace(/[XYZ]/g, "1").replace(/I/g, "0"), 2) });
    }
  });
  return { settings, constants };
}

const measuredCircuits = new WeakMap<CompiledCircuit, Map<string, CompiledCircuit>>();

/** The circuit followed by the rotations that turn `basis` into the computational one (X: H; Y: S† then H), compiled once. */
export function measuredIn(compiled: CompiledCircuit, basis: string): CompiledCircuit {
  if (!/[XY]/.test(basis)) return compiled;
  const cache = measuredCircuits.get(compiled) ?? new Map<string, CompiledCircuit>();
  measuredCircuits.set(compiled, cache);
  let measured = cache.get(basis);
  if (!measured) {
    let rotated = Circuit.of(compiled.circuit.nQubits, compiled.circuit.operations, compiled.circuit.parameters);
    [...basis].forEach((pauli, wire) => {
      if (pauli === "Y") rotated = rotated.sdg(wire).h(wire);
      if (pauli === "X") rotated = rotated.h(wire);
    });
    measured = getEngine(compiled.engine).compile(rotated, { shared: compiled.shared });
    cache.set(basis, measured);
  }
  return measured;
}
