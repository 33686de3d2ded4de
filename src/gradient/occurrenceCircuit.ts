import { Circuit } from "../circuit/circuit";
import { isSlot, param } from "../circuit/parameter";
import { columnsOf, columnValue, type Column } from "../simulator/columns";
import type { CompiledCircuit, ParamBatch } from "../simulator/engine";
import { getEngine } from "../simulator/engines";
import { singleParameterOperations } from "../simulator/parts";
import { frequenciesOf, operationSpectrum, shiftRule } from "./shiftRule";

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
