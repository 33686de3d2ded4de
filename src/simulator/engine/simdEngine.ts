import { checkAllFinite, checkInteger, checkLength } from "../../core/check";
import type { Circuit } from "../../circuit/circuit";
import type { Observable } from "../../circuit/observable";
import { checkCapacity } from "../capacity";
import { checkCotangent, checkObservables, splitParameters } from "../engine";
import type { CompiledCircuit, CompileOptions, Engine, ParamBatch } from "../engine";
import { compileProgram } from "../program";
import { readoutOf } from "../program/readout";
import { compileLarge } from "./largeEngine";
import { encodeProgram, type Encoded, type Task } from "./encode";
import { runEncoded, type RunOutput } from "./simdRun";

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
  const encodings = new Map<string, Encoded>();
  /** Programs of the observables asked for last, which is nearly always the same array. */
  let last: { readonly observables: readonly Observable[]; readonly key: string; expval?: Encoded; expvalVjp?: Encoded } | null = null;

  /** Programs are encoded when first asked for, one a task. */
  function encoded(key: string, task: () => Task): Encoded {
    const known = encodings.get(key);
    if (known) return known;
    const wanted = task();
    const strings = typeof wanted.readout === "string" ? null : wanted.readout.strings;
    const program = compileProgram(circuit, (name) => columns.get(name)!, { strings, fromZero: true });
    const fresh = encodeProgram(program, perRow.length, shared.length, wanted);
    encodings.set(key, fresh);
    return fresh;
  }

  function encodedReadout(work: "expval" | "expvalVjp", observables: readonly Observable[]): Encoded {
    if (last?.observables !== observables) {
      checkObservables(work, observables, n);
      const key = JSON.stringify(observables.map(({ terms }) => terms.map(({ coefficient, paulis }) => [coefficient, paulis])));
      last = { observables, key };
    }
    return (last[work] ??= encoded(`${work} ${last.key}`, () => ({ readout: readoutOf(observables), gradient: work === "expvalVjp" })));
  }

  function checked(where: string, params: ParamBatch, rowsOfStates: number): void {
    checkInteger(where, "batchSize", params.batchSize, 1);
    checkLength(where, "params.perRow", params.perRow, params.batchSize * perRow.length);
    checkLength(where, "params.shared", params.shared, shared.length);
    checkAllFinite(where, "params.shared", params.shared);
    if (rowsOfStates > 1) checkCapacity(where, n, rowsOfStates, BYTES_PER_AMPLITUDE);
  }

  const run = (where: string, task: Encoded, params: ParamBatch, inputs: Parameters<typeof runEncoded>[4] = {}): RunOutput =>
    runEncoded(where, { perRow, shared }, task, params, inputs);
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
      const task = encoded("probs", () => ({ readout: "probs", gradient: false }));
      return run("probs", task, params).values!;
    },

    statesVjp(params, cotangent) {
      checked("statesVjp", params, params.batchSize);
      checkCotangent("statesVjp", cotangent.re, params.batchSize * size);
      checkCotangent("statesVjp", cotangent.im, params.batchSize * size);
      const task = encoded("statesVjp", () => ({ readout: "states", gradient: true }));
      return gradients(run("statesVjp", task, params, { cotangent: cotangent.re, cotangentIm: cotangent.im }));
    },

    expvalVjp(params, observables, cotangent) {
      checked("expvalVjp", params, 1);
      const task = encodedReadout("expvalVjp", observables);
      checkLength("expvalVjp", "cotangent", cotangent, params.batchSize * observables.length);
      const output = run("expvalVjp", task, params, { cotangent });
      return { values: output.values!, gradients: gradients(output) };
    },

    probsVjp(params, cotangent) {
      checked("probsVjp", params, params.batchSize);
      checkCotangent("probsVjp", cotangent, params.batchSize * size);
      const task = encoded("probsVjp", () => ({ readout: "probs", gradient: true }));
      return gradients(run("probsVjp", task, params, { cotangent }));
    },
  };
}

/** The batched WebAssembly SIMD engine: four rows a vector, float32, adjoint gradients; above 12 qubits one state at a time. */
export const simdEngine: Engine = { name: "simd", compile };
