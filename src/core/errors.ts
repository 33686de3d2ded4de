/**
 * The error classes of the library, one a kind of failure.
 *
 * Every message reads `where: what was asked, what was got; what to do`, and `details` holds the same facts as data, those about a
 * setting under its name: by these names the command line finds the options to speak of.
 *
 * @example
 * ```ts
 * try {
 *   statevector(circuit(40).h(0));
 * } catch (error) {
 *   if (error instanceof CapacityError) console.log(error.message, error.details); // also a QuantumAttentionError
 * }
 * ```
 */
export class QuantumAttentionError extends Error {
  readonly details: Readonly<Record<string, unknown>>;
  constructor(message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = new.target.name;
    this.details = details;
  }
}

/** An argument, option or configuration field has a value that is not allowed. */
export class ArgumentError extends QuantumAttentionError {}

/** An array, tensor or matrix has the wrong length or shape. */
export class ShapeError extends QuantumAttentionError {}

/** A circuit is malformed: a wire used twice, out of range, a gate with the wrong number of parameters. */
export class CircuitError extends QuantumAttentionError {}

/**
 * OpenQASM text that cannot be read; `line` and `column` count from 1.
 * @example
 * ```ts
 * try {
 *   fromQasm("OPENQASM 3.0; qubit q; reset q;");
 * } catch (error) {
 *   if (error instanceof QasmError) console.log(error.line, error.column); // 1 24
 * }
 * ```
 */
export class QasmError extends QuantumAttentionError {
  readonly line: number;
  readonly column: number;
  constructor(message: string, line: number, column: number) {
    super(message, { line, column });
    this.line = line;
    this.column = column;
  }
}

/** More memory or more qubits than this process can hold; the message says how much would be needed. */
export class CapacityError extends QuantumAttentionError {}

/** A gradient method that cannot do what was asked, such as `adjoint` with shots. */
export class DiffMethodError extends QuantumAttentionError {}

/** A number that had to be finite is NaN or infinite. */
export class NonFiniteError extends QuantumAttentionError {}

/** A data file is missing, malformed or has another checksum than its manifest row. */
export class DataError extends QuantumAttentionError {}

/** A checkpoint or result file is corrupt, foreign or from another version. */
export class CheckpointError extends QuantumAttentionError {}

/** An output file or folder cannot be written. */
export class OutputError extends QuantumAttentionError {}

/** Something that the environment must provide is missing: a browser, a backend, Python. */
export class EnvironmentError extends QuantumAttentionError {}

/** A figure that plotly could not draw, or not within its time. */
export class FigureError extends QuantumAttentionError {}

/** A worker process or thread died. */
export class WorkerError extends QuantumAttentionError {}

/** The user or the system interrupted the work; what was finished stays. */
export class InterruptedError extends QuantumAttentionError {}
