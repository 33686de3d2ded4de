import { Circuit } from "../circuit/circuit";
import type { Observable } from "../circuit/observable";
import { isSlot, param } from "../circuit/parameter";
import { columnsOf, columnValue, type Column } from "../simulator/columns";
import type { CompiledCircuit, ParamBatch } from "../simulator/engine";
import { getEngine } from "../simulator/engines";
import { singleParameterOperations } from "../simulator/parts";
import type { Contribute } from "./contribution";
import { expvalWith, type Evaluator } from "./evaluate";
import { frequenciesOf, operationSpectrum, shiftRule } from "./shiftRule";

/** Rows of shifted angles that are run at once. */
const MAX_ROWS = 4096;

/** One use of a parameter by one gate: the gate's angle is `scale · value + offset`. */
export interface Occurrence {
  readonly column: Column;
  readonly scale: number;
  readonly offset: number;
  /** Eigenvalues of the gate's generator. */
  readonly spectrum: readonly number[];
}

/** One evaluation of the rule: the gate at `index` shifted. */
interface ShiftRun {
  readonly index: number;
  readonly shift: number;
  readonly column: Column;
  /** scale · coefficient */
  readonly weight: number;
}

/** A circuit in which every use of a parameter has an angle of its own, so that gates can be shifted one by one. */
export interface OccurrenceCircuit {
  readonly compiled: CompiledCircuit;
  readonly occurrences: readonly Occurrence[];
  readonly runs: readonly ShiftRun[];
}

const cache = new WeakMap<CompiledCircuit, OccurrenceCircuit>();

function separate(compiled: CompiledCircuit): OccurrenceCircuit {
  const columns = columnsOf(compiled);
  const occurrences: Occurrence[] = [];
  const runs: ShiftRun[] = [];
  const operations = singleParameterOperations(compiled.circuit).map((operation) => {
    const angle = operation.params[0];
    if (angle === undefined || !isSlot(angle)) return operation;
    const spectrum = operationSpectrum(operation);
    const occurrence = { column: columns.get(angle.name)!, scale: angle.scale, offset: angle.offset, spectrum };
    for (const { coefficient, shift } of shiftRule(frequenciesOf(spectrum)))
      runs.push({ index: occurrences.length, shift, column: occurrence.column, weight: angle.scale * coefficient });
    occurrences.push(occurrence);
    return { ...operation, params: [param(occurrences.length - 1)] };
  });
  return { compiled: getEngine(compiled.engine).compile(Circuit.of(compiled.circuit.nQubits, operations)), occurrences, runs };
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
  const { compiled, occurrences, runs } = occurrenceCircuit(evaluator.compiled);
  const base = occurrenceAngles(evaluator.compiled, occurrences, params);
  const width = occurrences.length;
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
    block.forEach(({ column, weight }, run) => {
      for (let row = 0; row < params.batchSize; row++)
        contribute(row, column, weight, values, (run * params.batchSize + row) * observables.length);
    });
  }
}
