import { Circuit } from "../circuit";
import { QasmReader } from "./reader";

/** What a QASM file holds: its circuit, and what was read and left out (measurements, global phases), one line each. */
export interface QasmProgram {
  readonly circuit: Circuit;
  readonly notes: readonly string[];
}

/**
 * Reads OpenQASM 2 or 3: gates of qelib1.inc and stdgates.inc, `gate` definitions with modifiers, several registers (their qubits
 * become wires in declaration order), parameter expressions, `input float`, barriers and final measurements (noted, left out).
 *
 * @throws QasmError with line, column and cause for everything else: measurement in mid-circuit, reset, classical control,
 *   unknown includes or gates, recursion, and sizes or nesting beyond what can be simulated
 * @example
 * ```ts
 * const { circuit: bell } = fromQasm('OPENQASM 3.0; include "stdgates.inc"; qubit[2] q; h q[0]; cx q[0], q[1];');
 * ```
 */
export function fromQasm(text: string): QasmProgram {
  const reader = new QasmReader(text);
  const { nQubits, operations, parameters, notes } = reader.read();
  return { circuit: Circuit.of(nQubits, operations, parameters), notes };
}
