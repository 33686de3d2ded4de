import { Circuit } from "../circuit/circuit";
import type { Observable } from "../circuit/observable";
import { isSlot, param } from "../circuit/parameter";
import { columnsOf, columnValue, type Column } from "../simulator/columns";
import type { CompiledCircuit, ParamBatch } from "../simulator/engine";
import { getEngine } from "../simulator/engines";
import { singleParameterOperations } from "../simulator/parts";
import type { Contribute } from "./contribution";
import { expvalWith, type Evaluator } from "./evaluate";
import { frequenciesOf, operationSpectrum, shiftRule, type ShiftTerm } from "./shiftRule";

/** Rows of shifted angles that are run at once. */
const MAX_ROWS = 4096;

/** One use of a parameter by one gate: the gate's angle is `scale · value + offset`. */
export interface Occurrence {
  readonly column: Column;
  readonly scale: number;
  readonly offset: number;
  /** Eigenvalues of the gate's generator. */
  readonly spectrum: readonly number[];
  readonly rule: readonly ShiftTerm[];
}

/** A circuit in which every use of a parameter has an angle of its own, so that gates can be shifted one by one. */
export interface OccurrenceCircuit {
  readonly compiled: CompiledCircuit;
  readonly occurrences: readonly Occurrence[];
}

const cache = new WeakMap<CompiledCircuit, OccurrenceCircuit>();

function separate(compiled: CompiledCircuit): OccurrenceCircuit {
  const columns = columnsOf(compiled);
  const occurrences: Occurrence[] = [];
  const operations = singleParameterOperations(compiled.circuit).map((operation) => {
    const angle = operation.params[0];
    if (angle === undefined || !isSlot(angle)) return operation;
    const spectrum = operationSpectrum(operation);
    const rule = shiftRule(frequenciesOf(spectrum));
    occurrences.push({ column: columns.get(angle.name)!, scale: angle.scale, offset: angle.offset, spectrum, rule });
    return { ...operation, params: [param(occurrences.length - 1)] };
  });
  return { compiled: getEngine(compiled.engine).compile(Circuit.of(compiled.circuit.nQubits, operations)), occurrences };
}

/** The occurrence circuit of a compiled one, made once. */
export function occurrenceCircuit(compiled: CompiledCircuit): OccurrenceCircuit {
  let separated = cache.get(compiled);
  if (!separated) cache.set(compiled, (separated = separate(compiled)));
  return separated;
}

/** The gates' own angles, [batchSize, nOccurrences]. */
export function occurrenceAngles(compiled: CompiledCircuit, occurrences: readonly Occurrence[], params: ParamBatch): Float64Array {
  const angles = new Float64Array(params.batchSize * occurrences.length);
  for (let row = 0, at = 0; row < params.batchSize; row++)
    for (const { column, scale, offset } of occurrences)
      angles[at++] = scale * columnValue(column, params, row, compiled.perRow.length) + offset;
  return angles;
}

/**
 * Gradients by the parameter-shift rule: ∂f/∂θ = Σ_gates scale · Σ_i c_i f(gate's angle + s_i), the rule read from each gate's
 * spectrum. Exact without shots, unbiased with.
 */
export function parameterShift(evaluator: Evaluator, params: ParamBatch, observables: readonly Observable[], contribute: Contribute): void {
  const { compiled, occurrences } = occurrenceCircuit(evaluator.compiled);
  const base = occurrenceAngles(evaluator.compiled, occurrences, params);
  const width = occurrences.length;
  const runs = occurrences.flatMap((occurrence, index) => occurrence.rule.map((term) => ({ ...occurrence, ...term, index })));
  const runsAtOnce = Math.max(1, Math.floor(MAX_ROWS / params.batchSize));
  for (let first = 0; first < runs.length; first += runsAtOnce) {
    const block = runs.slice(first, first + runsAtOnce);
    const perRow = new Float64Array(block.length * base.length);
    block.forEach(({ index, shift }, run) => {
      perRow.set(base, run * base.length);
      for (let row = 0; row < params.batchSize; row++) perRow[run * base.length + row * width + index]! += shift;
    });
    const shifted = { batchSize: block.length * params.batchSize, perRow, shared: new Float64Array(0) };
    const values = expvalWith({ ...evaluator, compiled }, shifted, observables, "gradient");
    block.forEach(({ column, scale, coefficient }, run) => {
      for (let row = 0; row < params.batchSize; row++)
        contribute(row, column, scale * coefficient, values, (run * params.batchSize + row) * observables.length);
    });
  }
}
