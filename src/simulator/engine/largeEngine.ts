import type { Circuit } from "../../circuit/circuit";
import type { Observable } from "../../circuit/observable";
import { checkCapacity } from "../capacity";
import { checkCotangent, checkObservables, checkParamBatch } from "../engine";
import type { CompiledCircuit, FloatArray, ParamBatch, ParamGradients } from "../engine";
import { fillWeights, largeReadout, stringValues, type LargeReadout } from "./largeReadout";
import { blockWidth, LargeMemory, largeProgram } from "./largeState";

const BYTES_PER_AMPLITUDE = 24;

/** Circuits of 13 qubits and more: one state at a time, four amplitudes a vector, blocks of it through stages of the circuit in cache. */
export function compileLarge(circuit: Circuit, perRow: readonly string[], shared: readonly string[]): CompiledCircuit {
  const n = circuit.nQubits;
  const size = 2 ** n;
  const program = largeProgram(circuit, new Set());
  const nRows = 2 ** (n - blockWidth(n));
  const readouts = new WeakMap<readonly Observable[], LargeReadout>();
  const columns = circuit.parameters.map((name) => ({ row: perRow.indexOf(name), shared: shared.indexOf(name) }));

  function readoutFor(observables: readonly Observable[]): LargeReadout {
    const known = readouts.get(observables) ?? largeReadout(observables, n);
    readouts.set(observables, known);
    return known;
  }

  const parametersOf = (params: ParamBatch, b: number): Float32Array =>
    Float32Array.from(columns, (column) =>
      column.row >= 0 ? params.perRow[b * perRow.length + column.row]! : params.shared[column.shared]!,
    );

  /** ψ of every row at `memory.states[0]`, one after another. */
  function forward(params: ParamBatch, memory: LargeMemory, visit: (b: number, parameters: Float32Array) => void): void {
    const psi = memory.states[0]!;
    for (let b = 0; b < params.batchSize; b++) {
      const parameters = parametersOf(params, b);
      memory.start(psi, program.globalPhase);
      memory.forward(program, psi, parameters);
      visit(b, parameters);
    }
  }

  /** Gradients of every row from λ, which `seed` puts at `memory.states[1]`. */
  function backward(params: ParamBatch, memory: LargeMemory, seed: (b: number) => void): ParamGradients {
    const gradients = { perRow: new Float32Array(params.perRow.length), shared: new Float32Array(shared.length) };
    const sharedSums = new Float64Array(shared.length);
    forward(params, memory, (b, parameters) => {
      seed(b);
      const sums = new Float64Array(circuit.nParams);
      memory.back(program, memory.states, parameters, sums);
      columns.forEach((column, i) => {
        if (column.row >= 0) gradients.perRow[b * perRow.length + column.row] = sums[i]!;
        else sharedSums[column.shared]! += sums[i]!;
      });
    });
    gradients.shared.set(sharedSums);
    return gradients;
  }

  /** Values of a row's observables; λ as well when `weights` are given. */
  function measure(memory: LargeMemory, { bases, nStrings, sums }: LargeReadout, weights: Float64Array | null): Float64Array {
    const [psi, lambda, phi] = memory.states as [number, number, number];
    const none = new Float32Array(0);
    const values = new Float64Array(nStrings);
    bases.forEach((basis, i) => {
      const state = weights && i === 0 ? lambda : phi;
      const isOwn = weights !== null || basis.turn !== null;
      if (isOwn) memory.copy(psi, state);
      const measured = isOwn ? state : psi;
      if (basis.turn) memory.forward(basis.turn, measured, none);
      const rowFloats = nRows * basis.nInner;
      const [cotangent, out] = [memory.rows, memory.rows + 4 * rowFloats];
      if (weights) fillWeights(basis, weights, memory.floats(cotangent, rowFloats));
      const stage = weights ? basis.withGradients : basis.values;
      memory.run(stage, [measured], none, undefined, stage.encoded.streams.map(({ isInput }) => (isInput ? cotangent : out))); // prettier-ignore
      stringValues(basis, memory.floats(out, rowFloats), values);
      if (!weights) return;
      if (basis.turnBack) memory.forward(basis.turnBack, state, none);
      if (i > 0) memory.kernels.addState(lambda, phi, size / 2);
    });
    return Float64Array.from(sums, (sum) => sum.reduce((total, { string, coefficient }) => total + coefficient * values[string]!, 0));
  }

  const rowBytes = ({ bases }: LargeReadout): number => 8 * nRows * Math.max(1, ...bases.map(({ nInner }) => nInner));

  function checked(where: string, params: ParamBatch, rowsOfStates: number): void {
    checkParamBatch(where, { perRow, shared }, params);
    checkCapacity(where, n, rowsOfStates, BYTES_PER_AMPLITUDE);
  }

  /** The state at an address as rows of amplitudes. */
  function split(memory: LargeMemory, state: number, re: Float32Array, im: Float32Array, at: number): void {
    const values = memory.floats(state, 2 * size);
    for (let i = 0, k = at; i < values.length; i += 8)
      for (let lane = 0; lane < 4; lane++, k++) {
        re[k] = values[i + lane]!;
        im[k] = values[i + 4 + lane]!;
      }
  }

  function join(memory: LargeMemory, state: number, re: (k: number) => number, im: (k: number) => number): void {
    const values = memory.floats(state, 2 * size);
    for (let i = 0, k = 0; i < values.length; i += 8)
      for (let lane = 0; lane < 4; lane++, k++) {
        values[i + lane] = re(k);
        values[i + 4 + lane] = im(k);
      }
  }

  /** p_k or weights of them, from and to the two parts of an amplitude. */
  function forEachAmplitude(memory: LargeMemory, state: number, visit: (k: number, re: number, im: number) => void): void {
    const values = memory.floats(state, 2 * size);
    for (let i = 0, k = 0; i < values.length; i += 8)
      for (let lane = 0; lane < 4; lane++, k++) visit(k, values[i + lane]!, values[i + 4 + lane]!);
  }

  return {
    circuit,
    engine: "simd",
    perRow,
    shared,

    states(params) {
      checked("states", params, params.batchSize);
      const memory = new LargeMemory(n, 1);
      const [re, im] = [new Float32Array(params.batchSize * size), new Float32Array(params.batchSize * size)];
      forward(params, memory, (b) => split(memory, memory.states[0]!, re, im, b * size));
      return { re, im };
    },

    probs(params) {
      checked("probs", params, params.batchSize);
      const memory = new LargeMemory(n, 1);
      const probs = new Float32Array(params.batchSize * size);
      forward(params, memory, (b) => forEachAmplitude(memory, memory.states[0]!, (k, re, im) => (probs[b * size + k] = re * re + im * im)));
      return probs;
    },

    expval(params, observables) {
      checked("expval", params, 1);
      checkObservables("expval", observables, n);
      const readout = readoutFor(observables);
      const memory = new LargeMemory(n, 3, { rowBytes: rowBytes(readout) });
      const values = new Float32Array(params.batchSize * observables.length);
      forward(params, memory, (b) => values.set(measure(memory, readout, null), b * observables.length));
      return values;
    },

    expvalVjp(params, observables, cotangent) {
      checked("expvalVjp", params, 3);
      checkObservables("expvalVjp", observables, n);
      checkCotangent("expvalVjp", cotangent, params.batchSize * observables.length);
      const readout = readoutFor(observables);
      const memory = new LargeMemory(n, 3, { rowBytes: rowBytes(readout), nParameters: circuit.nParams });
      const values = new Float32Array(params.batchSize * observables.length);
      const gradients = backward(params, memory, (b) => {
        const weights = new Float64Array(readout.nStrings);
        readout.sums.forEach((sum, k) => {
          for (const { string, coefficient } of sum) weights[string]! += coefficient * cotangent[b * observables.length + k]!;
        });
        values.set(measure(memory, readout, weights), b * observables.length);
      });
      return { values, gradients };
    },

    statesVjp(params, cotangent) {
      checked("statesVjp", params, params.batchSize);
      const [re, im]: FloatArray[] = [cotangent.re, cotangent.im];
      checkCotangent("statesVjp", re!, params.batchSize * size);
      checkCotangent("statesVjp", im!, params.batchSize * size);
      const memory = new LargeMemory(n, 2, { nParameters: circuit.nParams });
      return backward(params, memory, (b) =>
        join(
          memory,
          memory.states[1]!,
          (k) => re![b * size + k]!,
          (k) => im![b * size + k]!,
        ),
      );
    },

    probsVjp(params, cotangent) {
      checked("probsVjp", params, params.batchSize);
      checkCotangent("probsVjp", cotangent, params.batchSize * size);
      const memory = new LargeMemory(n, 2, { nParameters: circuit.nParams });
      return backward(params, memory, (b) => {
        const [psi, lambda] = memory.states as [number, number];
        memory.copy(psi, lambda);
        const values = memory.floats(lambda, 2 * size);
        for (let i = 0; i < values.length; i++) values[i]! *= 2 * cotangent[b * size + 4 * (i >> 3) + (i & 3)]!;
      });
    },
  };
}
