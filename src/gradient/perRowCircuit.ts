import { columnsOf, columnValue, type Column } from "../simulator/columns";
import type { CompiledCircuit, ParamBatch } from "../simulator/engine";
import { getEngine } from "../simulator/engines";

/** The same circuit with every parameter varying by row. */
export interface PerRowCircuit {
  readonly compiled: CompiledCircuit;
  /** The original columns in the order of the new ones. */
  readonly columns: readonly Column[];
}

const cache = new WeakMap<CompiledCircuit, PerRowCircuit>();

/** The per-row form of a compiled circuit, made once. */
export function perRowCircuit(compiled: CompiledCircuit): PerRowCircuit {
  let form = cache.get(compiled);
  if (!form) {
    const free = compiled.shared.length === 0 ? compiled : getEngine(compiled.engine).compile(compiled.circuit);
    const columns = columnsOf(compiled);
    cache.set(compiled, (form = { compiled: free, columns: free.perRow.map((name) => columns.get(name)!) }));
  }
  return form;
}

/** All parameters of every row, [batchSize, columns.length]. */
export function perRowValues(compiled: CompiledCircuit, columns: readonly Column[], params: ParamBatch): Float64Array {
  const values = new Float64Array(params.batchSize * columns.length);
  for (let row = 0, at = 0; row < params.batchSize; row++)
    for (const column of columns) values[at++] = columnValue(column, params, row, compiled.perRow.length);
  return values;
}
