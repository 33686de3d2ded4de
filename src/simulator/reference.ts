import type { Circuit } from "../circuit/circuit";
import { dagger, type ComplexMatrix } from "../circuit/matrix";
import type { Observable } from "../circuit/observable";
import { operationMatrix, operationWires } from "../circuit/operation";
import { isSlot } from "../circuit/parameter";
import { checkCapacity } from "./capacity";
import { columnsOf, columnValue } from "./columns";
import { checkCotangent, checkObservables, checkParamBatch, splitParameters } from "./engine";
import type { CompiledCircuit, CompileOptions, Engine, ParamBatch, ParamGradients, StateBatch } from "./engine";
import { operationGenerator, singleParameterOperations } from "./parts";
import { parity, pauliMask } from "./pauliMask";

/** One state in float64. */
interface State {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** Bytes an amplitude takes in a gradient: the state, its cotangent, one derivative and its parts. */
const BYTES_PER_AMPLITUDE = 64;

const copy = ({ re, im }: State): State => ({ re: re.slice(), im: im.slice() });

function zeroState(nQubits: number): State {
  const state = { re: new Float64Array(2 ** nQubits), im: new Float64Array(2 ** nQubits) };
  state.re[0] = 1;
  return state;
}

/** ψ ← M ψ on the given wires (the first most significant), any matrix. */
function applyInPlace(matrix: ComplexMatrix, wires: readonly number[], nQubits: number, { re, im }: State): void {
  const bits = wires.map((wire) => 1 << (nQubits - 1 - wire));
  const mask = bits.reduce((all, bit) => all | bit, 0);
  const offsets = Array.from({ length: matrix.size }, (_, row) =>
    bits.reduce((sum, bit, i) => (row & (1 << (bits.length - 1 - i)) ? sum | bit : sum), 0),
  );
  const [xr, xi] = [new Float64Array(matrix.size), new Float64Array(matrix.size)];
  for (let base = 0; base < re.length; base++) {
    if (base & mask) continue;
    for (let c = 0; c < matrix.size; c++) {
      xr[c] = re[base + offsets[c]!]!;
      xi[c] = im[base + offsets[c]!]!;
    }
    for (let r = 0; r < matrix.size; r++) {
      let [sumRe, sumIm] = [0, 0];
      for (let c = 0; c < matrix.size; c++) {
        const [mr, mi] = [matrix.re[r * matrix.size + c]!, matrix.im[r * matrix.size + c]!];
        sumRe += mr * xr[c]! - mi * xi[c]!;
        sumIm += mr * xi[c]! + mi * xr[c]!;
      }
      re[base + offsets[r]!] = sumRe;
      im[base + offsets[r]!] = sumIm;
    }
  }
}

/** Re⟨a|b⟩ */
function realOverlap(a: State, b: State): number {
  let sum = 0;
  for (let k = 0; k < a.re.length; k++) sum += a.re[k]! * b.re[k]! + a.im[k]! * b.im[k]!;
  return sum;
}

/** Adds weight · O|ψ⟩ to `out`. */
function addObservable(observable: Observable, weight: number, { re, im }: State, out: State): void {
  for (const { coefficient, paulis } of observable.terms) {
    const { flip, sign, nY } = pauliMask(paulis);
    const [pr, pi] = [[1, 0], [0, 1], [-1, 0], [0, -1]][nY % 4] as [number, number]; // prettier-ignore
    for (let k = 0; k < re.length; k++) {
      const factor = weight * coefficient * parity(k & sign);
      out.re[k ^ flip]! += factor * (pr * re[k]! - pi * im[k]!);
      out.im[k ^ flip]! += factor * (pr * im[k]! + pi * re[k]!);
    }
  }
}

const emptyLike = ({ re }: State): State => ({ re: new Float64Array(re.length), im: new Float64Array(re.length) });

/** ⟨ψ|O|ψ⟩ */
function expectation(observable: Observable, state: State): number {
  const image = emptyLike(state);
  addObservable(observable, 1, state, image);
  return realOverlap(state, image);
}

function compile(circuit: Circuit, options: CompileOptions = {}): CompiledCircuit {
  checkCapacity("compile", circuit.nQubits, 1, BYTES_PER_AMPLITUDE);
  const n = circuit.nQubits;
  const size = 2 ** n;
  const { perRow, shared } = splitParameters(circuit, options.shared);
  const columns = columnsOf({ perRow, shared });
  const operations = singleParameterOperations(circuit);

  const valueIn = (params: ParamBatch, row: number) => (name: string) => columnValue(columns.get(name)!, params, row, perRow.length);

  function run(params: ParamBatch, row: number): State {
    const state = zeroState(n);
    for (const operation of operations) applyInPlace(operationMatrix(operation, valueIn(params, row)), operationWires(operation), n, state);
    return state;
  }

  /** Adds Re⟨λ|∂ψ⟩ of one row: walk back, at every gate dθ = Re⟨λ|−iGψ⟩. Overwrites both states. */
  function walkBack(params: ParamBatch, row: number, state: State, lambda: State, gradients: ParamGradients): void {
    for (const operation of [...operations].reverse()) {
      const wires = operationWires(operation);
      const angle = operation.params[0];
      const generator = operationGenerator(operation);
      if (generator && angle !== undefined && isSlot(angle)) {
        const image = copy(state);
        applyInPlace(generator, wires, n, image);
        const derivative = realOverlap(lambda, { re: image.im, im: image.re.map((x) => -x) });
        const { isShared, index } = columns.get(angle.name)!;
        if (isShared) gradients.shared[index]! += angle.scale * derivative;
        else gradients.perRow[row * perRow.length + index]! += angle.scale * derivative;
      }
      const undo = dagger(operationMatrix(operation, valueIn(params, row)));
      applyInPlace(undo, wires, n, state);
      applyInPlace(undo, wires, n, lambda);
    }
  }

  function checked(where: string, params: ParamBatch, nStates: number): void {
    checkParamBatch(where, { perRow, shared }, params);
    checkCapacity(where, n, nStates, BYTES_PER_AMPLITUDE);
  }

  /** Gradients of all rows, the cotangent of a row's state given by `cotangentOf`. */
  function vjp(params: ParamBatch, cotangentOf: (state: State, row: number) => State): ParamGradients {
    const gradients = { perRow: new Float64Array(params.perRow.length), shared: new Float64Array(shared.length) };
    for (let row = 0; row < params.batchSize; row++) {
      const state = run(params, row);
      walkBack(params, row, state, cotangentOf(state, row), gradients);
    }
    return gradients;
  }

  const compiled: CompiledCircuit = {
    circuit,
    engine: "reference",
    perRow,
    shared,

    states(params: ParamBatch): StateBatch {
      checked("states", params, params.batchSize);
      const out = { re: new Float64Array(params.batchSize * size), im: new Float64Array(params.batchSize * size) };
      for (let row = 0; row < params.batchSize; row++) {
        const state = run(params, row);
        out.re.set(state.re, row * size);
        out.im.set(state.im, row * size);
      }
      return out;
    },

    expval(params, observables) {
      checked("expval", params, 1);
      checkObservables("expval", observables, n);
      const rows = Array.from({ length: params.batchSize }, (_, row) => {
        const state = run(params, row);
        return observables.map((observable) => expectation(observable, state));
      });
      return Float64Array.from(rows.flat());
    },

    probs(params) {
      const { re, im } = compiled.states(params);
      return re.map((x, k) => x * x + im[k]! * im[k]!);
    },

    statesVjp(params, cotangent) {
      checked("statesVjp", params, params.batchSize);
      checkCotangent("statesVjp", cotangent.re, params.batchSize * size);
      checkCotangent("statesVjp", cotangent.im, params.batchSize * size);
      const part = (values: ArrayLike<number>, row: number) => Float64Array.from({ length: size }, (_, k) => values[row * size + k]!);
      return vjp(params, (_, row) => ({ re: part(cotangent.re, row), im: part(cotangent.im, row) }));
    },

    expvalVjp(params, observables, cotangent) {
      checked("expvalVjp", params, 1);
      checkObservables("expvalVjp", observables, n);
      const count = observables.length;
      checkCotangent("expvalVjp", cotangent, params.batchSize * count);
      const values = new Float64Array(params.batchSize * count);
      const gradients = vjp(params, (state, row) => {
        const lambda = emptyLike(state);
        observables.forEach((observable, k) => {
          values[row * count + k] = expectation(observable, state);
          addObservable(observable, 2 * cotangent[row * count + k]!, state, lambda);
        });
        return lambda;
      });
      return { values, gradients };
    },

    probsVjp(params, cotangent) {
      checked("probsVjp", params, params.batchSize);
      checkCotangent("probsVjp", cotangent, params.batchSize * size);
      return vjp(params, (state, row) => ({
        re: state.re.map((x, k) => 2 * cotangent[row * size + k]! * x),
        im: state.im.map((x, k) => 2 * cotangent[row * size + k]! * x),
      }));
    },
  };
  return compiled;
}

/** The oracle: one row after another, dense float64 matrices gathered and scattered, nothing clever. */
export const referenceEngine: Engine = { name: "reference", compile };
