import { checkAllFinite, checkInteger, checkLength } from "../../core/check";
import type { Circuit } from "../../circuit/circuit";
import type { Observable } from "../../circuit/observable";
import { checkCapacity } from "../capacity";
import { checkCotangent, checkObservables, splitParameters } from "../engine";
import type { CompiledCircuit, CompileOptions, Engine, ParamBatch } from "../engine";
import { compileProgram } from "../program";
import { readoutOf } from "../program/readout";
import { STEEP, steepnessOf } from "../program/steepness";
import { compileLarge } from "./largeEngine";
import { encodeProgram, type Encoded, type Task } from "./encode";
import { reachOfObservables, reachOfProbabilities, reachOfStates, type Reach } from "./reach";
import { refineGradients } from "./refineGradients";
import { runEncoded, type RunInputs, type RunOutput } from "./simdRun";

/** Largest circuit of the batched mode: a state of four rows takes 128 KiB. */
const MAX_BATCHED_QUBITS = 12;
const BYTES_PER_AMPLITUDE = 16;

function compile(circuit: Circuit, options: CompileOptions = {}): CompiledCircuit {
  const n = circuit.nQubits;
  checkCapacity("compile", n, 1, BYTES_PER_AMPLITUDE);
  const size = 2 ** n;
  const { perRow, shared } = splitParameters(circuit, options.shared);
  if (n > MAX_BATCHED_QUBITS) return compileLarge(circuit, perRow, shared);
  const columns = new Map([...perRow, ...shared].map((name, i) => [name, i]));
  const columnOf = (name: string): number => columns.get(name)!;
  let steep: number | null = null;
  const steepness = (): number => (steep ??= steepnessOf(circuit, columnOf));
  const encodings = new Map<string, Encoded>();
  /** Programs of the observables asked for last, which is nearly always the same array. */
  let last: { readonly observables: readonly Observable[]; readonly key: string; expval?: Encoded; expvalVjp?: Encoded } | null = null;

  /** Programs are encoded when first asked for, one a task and precision. */
  function encoded(name: string, task: () => Task, isDouble = false): Encoded {
    const key = isDouble ? `${name} in float64` : name;
    const known = encodings.get(key);
    if (known) return known;
    const wanted = task();
    const strings = typeof wanted.readout === "string" ? null : wanted.readout.strings;
    const program = compileProgram(circuit, columnOf, { strings, fromZero: true });
    const fresh = encodeProgram(program, perRow.length, shared.length, wanted, isDouble);
    encodings.set(key, fresh);
    return fresh;
  }

  function encodedReadout(work: "expval" | "expvalVjp", observables: readonly Observable[], isDouble = false): Encoded {
    if (last?.observables !== observables) {
      checkObservables(work, observables, n);
      const key = JSON.stringify(observables.map(({ terms }) => terms.map(({ coefficient, paulis }) => [coefficient, paulis])));
      last = { observables, key };
    }
    const { key } = last;
    const make = (): Encoded =>
      encoded(`${work} ${key}`, () => ({ readout: readoutOf(observables), gradient: work === "expvalVjp" }), isDouble);
    return isDouble ? make() : (last[work] ??= make());
  }

  function checked(where: string, params: ParamBatch, rowsOfStates: number): void {
    checkInteger(where, "batchSize", params.batchSize, 1);
    checkLength(where, "params.perRow", params.perRow, params.batchSize * perRow.length);
    checkLength(where, "params.shared", params.shared, shared.length);
    checkAllFinite(where, "params.shared", params.shared);
    if (rowsOfStates > 1) checkCapacity(where, n, rowsOfStates, BYTES_PER_AMPLITUDE);
  }

  const run = (where: string, task: Encoded, params: ParamBatch, inputs: RunInputs = {}): RunOutput =>
    runEncoded(where, { perRow, shared }, task, params, inputs);

  /** A run with gradients; `task` is its program in float32 or, where that is not sure enough, in float64. */
  function runBack(where: string, task: (isDouble: boolean) => Encoded, params: ParamBatch, inputs: RunInputs, reach: Reach): RunOutput {
    const output = run(where, task(false), params, inputs);
    if (steepness() <= STEEP) return output;
    return refineGradients(output, params, inputs, steepness(), reach, (some, their) => run(where, task(true), some, their));
  }

  const gradients = (output: RunOutput) => ({ perRow: output.gradient ?? new Float32Array(0), shared: output.shared });

  return {
    circuit,
    engine: "simd",
    perRow,
    shared,

    states(params) {
      checked("states", params, params.batchSize);
      const task = encoded("states", () => ({ readout: "states", gradient: false }));
      const output = run("states", task, params);
      return { re: output.values!, im: output.im! };
    },

    expval(params, observables) {
      checked("expval", params, 1);
      return run("expval", encodedReadout("expval", observables), params).values!;
    },

    probs(params) {
      checked("probs", params, params.batchSize);
      const task = encoded("probs", () => ({ readout: "probs", gradient: false }), true);
      return run("probs", task, params).values!;
    },

    statesVjp(params, cotangent) {
      checked("statesVjp", params, params.batchSize);
      checkCotangent("statesVjp", cotangent.re, params.batchSize * size);
      checkCotangent("statesVjp", cotangent.im, params.batchSize * size);
      const task = (isDouble: boolean): Encoded => encoded("statesVjp", () => ({ readout: "states", gradient: true }), isDouble);
      const { re, im } = cotangent;
      return gradients(runBack("statesVjp", task, params, { cotangent: re, cotangentIm: im }, reachOfStates(re, im, size)));
    },

    expvalVjp(params, observables, cotangent) {
      checked("expvalVjp", params, 1);
      const task = (isDouble: boolean): Encoded => encodedReadout("expvalVjp", observables, isDouble);
      task(false);
      checkLength("expvalVjp", "cotangent", cotangent, params.batchSize * observables.length);
      const output = runBack("expvalVjp", task, params, { cotangent }, reachOfObservables(observables, cotangent));
      return { values: output.values!, gradients: gradients(output) };
    },

    probsVjp(params, cotangent) {
      checked("probsVjp", params, params.batchSize);
      checkCotangent("probsVjp", cotangent, params.batchSize * size);
      const task = (isDouble: boolean): Encoded => encoded("probsVjp", () => ({ readout: "probs", gradient: true }), isDouble);
      return gradients(runBack("probsVjp", task, params, { cotangent }, reachOfProbabilities(cotangent, size)));
    },
  };
}

/**
 * The batched WebAssembly SIMD engine: four rows a vector, float32, adjoint gradients; above 12 qubits one state at a time.
 *
 * Up to 12 qubits gradients are within 1e-5 of the row's largest |component| and 1e-6 for cotangents of order one: rows of steep circuits
 * that float32 cannot be sure of are run again in float64, and probabilities always run in it.
 */
export const simdEngine: Engine = { name: "simd", compile };
