import { checkAllFinite, checkInteger, checkLength } from "../core/check";
import { CircuitError, ShapeError } from "../core/errors";
import type { Circuit } from "../circuit/circuit";
import type { Observable } from "../circuit/observable";

/** float32 (engines) or float64 (the reference). */
export type FloatArray = Float32Array | Float64Array;

/**
 * Parameters of one batched run: `perRow` holds `batchSize` rows of the parameters that differ from row to row,
 * `shared` the ones that all rows have in common.
 */
export interface ParamBatch {
  readonly batchSize: number;
  /** [batchSize, nPerRow], row-major, columns in the order of `CompiledCircuit.perRow`. */
  readonly perRow: FloatArray;
  /** [nShared], in the order of `CompiledCircuit.shared`. */
  readonly shared: FloatArray;
}

/** Gradients in the layout of a ParamBatch; those of shared parameters are summed over the rows in a fixed order. */
export interface ParamGradients {
  readonly perRow: FloatArray;
  readonly shared: FloatArray;
}

/** States, or cotangents of states: amplitude k of row b at `b · 2^n + k`, wire 0 the most significant bit of k. */
export interface StateBatch {
  readonly re: FloatArray;
  readonly im: FloatArray;
}

/**
 * A circuit made ready to run over batches of parameters: the one quantum primitive of the library.
 *
 * Arguments are checked once at this border (`checkParamBatch`). Results are new arrays owned by the caller.
 */
export interface CompiledCircuit {
  readonly circuit: Circuit;
  readonly engine: EngineName;
  /** Names of the parameters that vary by row, in column order. */
  readonly perRow: readonly string[];
  /** Names of the parameters shared by all rows. */
  readonly shared: readonly string[];
  /** |ψ(params)⟩ from |0…0⟩, [batchSize, 2^n]. */
  states(params: ParamBatch): StateBatch;
  /** ⟨ψ|O_k|ψ⟩, [batchSize, K] row-major. */
  expval(params: ParamBatch, observables: readonly Observable[]): FloatArray;
  /** |⟨k|ψ⟩|², [batchSize, 2^n]. */
  probs(params: ParamBatch): FloatArray;
  /** Gradients of Σ_bk (∂L/∂Re ψ_bk · Re ψ_bk + ∂L/∂Im ψ_bk · Im ψ_bk): dθ = Re⟨c|∂ψ⟩, c the cotangent. */
  statesVjp(params: ParamBatch, cotangent: StateBatch): ParamGradients;
  /** Values and gradients of Σ_bk v_bk ⟨O_k⟩_b by one adjoint sweep (Jones & Gacon 2009.02823); `cotangent` is v, [batchSize, K]. */
  expvalVjp(
    params: ParamBatch,
    observables: readonly Observable[],
    cotangent: FloatArray,
  ): { readonly values: FloatArray; readonly gradients: ParamGradients };
  /** Gradients of Σ_bk v_bk p_k(b); `cotangent` is v, [batchSize, 2^n]. */
  probsVjp(params: ParamBatch, cotangent: FloatArray): ParamGradients;
}

/** Which simulator runs: the float64 oracle, plain batched TypeScript, or WebAssembly SIMD. */
export type EngineName = "reference" | "plain" | "simd";

/** How `Engine.compile` divides the parameters. */
export interface CompileOptions {
  /** Names of parameters that all rows share; the others vary by row. Default none. */
  readonly shared?: readonly string[];
}

/** Makes a circuit ready to run. @throws CapacityError when its states would not fit in memory; CircuitError for unknown shared names */
export interface Engine {
  readonly name: EngineName;
  compile(circuit: Circuit, options?: CompileOptions): CompiledCircuit;
}

/** Splits a circuit's parameters into per-row and shared columns. @throws CircuitError for a shared name that it lacks */
export function splitParameters(circuit: Circuit, shared: readonly string[] = []): { perRow: string[]; shared: string[] } {
  const unknown = shared.filter((name) => !circuit.parameters.includes(name));
  if (unknown.length > 0)
    throw new CircuitError(
      `compile: no parameter ${unknown.join(", ")} to share; the circuit has ${circuit.parameters.join(", ") || "none"}`,
      {
        unknown,
      },
    );
  return { perRow: circuit.parameters.filter((name) => !shared.includes(name)), shared: [...shared] };
}

/** Throws unless a batch fits a compiled circuit: whole number of rows ≥ 1, right lengths, finite angles. */
export function checkParamBatch(where: string, compiled: Pick<CompiledCircuit, "perRow" | "shared">, params: ParamBatch): void {
  checkInteger(where, "batchSize", params.batchSize, 1);
  checkLength(where, "params.perRow", params.perRow, params.batchSize * compiled.perRow.length);
  checkLength(where, "params.shared", params.shared, compiled.shared.length);
  checkAllFinite(where, "params.perRow", params.perRow);
  checkAllFinite(where, "params.shared", params.shared);
}

/** Throws unless there is an observable and each acts on `nQubits` qubits. */
export function checkObservables(where: string, observables: readonly Observable[], nQubits: number): void {
  if (observables.length === 0) throw new ShapeError(`${where}: no observable given; pass at least one, such as those of allZ(${nQubits})`);
  for (const { nQubits: acts } of observables)
    if (acts !== nQubits)
      throw new ShapeError(`${where}: the observable acts on ${acts} qubits but the circuit has ${nQubits}; use one Pauli a qubit`, {
        observable: acts,
        circuit: nQubits,
      });
}

/** Throws unless a cotangent has `length` finite values. */
export function checkCotangent(where: string, cotangent: ArrayLike<number>, length: number): void {
  checkLength(where, "cotangent", cotangent, length);
  checkAllFinite(where, "cotangent", cotangent);
}
