import type { Circuit } from "../circuit/circuit";
import { isSlot } from "../circuit/parameter";
import { checkCapacity } from "./capacity";
import { columnsOf, columnValue, type Column } from "./columns";
import { checkCotangent, checkObservables, checkParamBatch, splitParameters } from "./engine";
import type { CompiledCircuit, CompileOptions, Engine, FloatArray, ParamBatch, ParamGradients } from "./engine";
import { addStepGradient } from "./plainGradients";
import { applyStep, type Angles, type Chunk } from "./plainKernels";
import { addExpectations, maskedTerms, probabilities, setLambda } from "./plainObservables";
import { plainProgram } from "./plainProgram";

/** Bytes an amplitude takes in a gradient: state, cotangent, probabilities. */
const BYTES_PER_AMPLITUDE = 40;
/** Amplitudes of a chunk: 16 bytes each, so that the state and its cotangent stay in a 1 MB cache. */
const CHUNK_AMPLITUDES = 2 ** 14;
/** Cosines of a chunk, so that circuits of many gates do not fill the memory. */
const CHUNK_ANGLES = 2 ** 20;

/** The angle of one step: φ = scale · value + offset; constant when `column` is null. */
interface StepAngle {
  readonly column: Column | null;
  readonly scale: number;
  readonly offset: number;
}

function compile(circuit: Circuit, options: CompileOptions = {}): CompiledCircuit {
  const n = circuit.nQubits;
  checkCapacity("compile", n, 1, BYTES_PER_AMPLITUDE);
  const size = 2 ** n;
  const { perRow, shared } = splitParameters(circuit, options.shared);
  const columns = columnsOf({ perRow, shared });
  const program = plainProgram(circuit);
  const stepAngles = program.map((step): StepAngle => {
    if (step.kind === "swap" || step.kind === "matrix") return { column: null, scale: 0, offset: 0 };
    const { angle, factor } = step;
    return isSlot(angle)
      ? { column: columns.get(angle.name)!, scale: factor * angle.scale, offset: factor * angle.offset }
      : { column: null, scale: 0, offset: factor * angle };
  });
  const maxRows = Math.max(1, Math.floor(Math.min(CHUNK_AMPLITUDES / size, CHUNK_ANGLES / (program.length + 1))));

  function anglesOf(params: ParamBatch, firstRow: number, rows: number): Angles {
    const cos = new Float64Array(program.length * rows);
    const sin = new Float64Array(program.length * rows);
    stepAngles.forEach(({ column, scale, offset }, step) => {
      const at = step * rows;
      if (column && !column.isShared) {
        for (let b = 0; b < rows; b++) {
          const phi = scale * columnValue(column, params, firstRow + b, perRow.length) + offset;
          cos[at + b] = Math.cos(phi);
          sin[at + b] = Math.sin(phi);
        }
        return;
      }
      const phi = column ? scale * columnValue(column, params, 0, perRow.length) + offset : offset;
      cos.fill(Math.cos(phi), at, at + rows);
      sin.fill(Math.sin(phi), at, at + rows);
    });
    return { cos, sin };
  }

  const newChunk = (rows: number): Chunk => ({
    size,
    rows,
    re: new Float64Array(size * rows),
    im: new Float64Array(size * rows),
  });

  /** Runs the batch chunk by chunk and hands each chunk's final states to `visit`. */
  function forward(params: ParamBatch, visit: (psi: Chunk, firstRow: number, angles: Angles) => void): void {
    let psi = newChunk(Math.min(maxRows, params.batchSize));
    for (let firstRow = 0; firstRow < params.batchSize; firstRow += maxRows) {
      const rows = Math.min(maxRows, params.batchSize - firstRow);
      if (rows !== psi.rows) psi = newChunk(rows);
      const angles = anglesOf(params, firstRow, rows);
      psi.re.fill(0).fill(1, 0, rows);
      psi.im.fill(0);
      program.forEach((step, index) => applyStep(step, psi, angles, index * rows, 1));
      visit(psi, firstRow, angles);
    }
  }

  /** Walks a chunk back to |0…0⟩, adding Re⟨λ|∂ψ⟩ of every parameter. Overwrites both. */
  function backward(psi: Chunk, lambda: Chunk, firstRow: number, angles: Angles, gradients: ParamGradients): void {
    const { rows } = psi;
    const sums = new Float64Array(rows);
    for (let index = program.length - 1; index >= 0; index--) {
      const step = program[index]!;
      const { column, scale } = stepAngles[index]!;
      applyStep(step, psi, angles, index * rows, -1);
      applyStep(step, lambda, angles, index * rows, -1);
      if (!column) continue;
      sums.fill(0);
      addStepGradient(step, psi, lambda, sums);
      for (let b = 0; b < rows; b++)
        if (column.isShared) gradients.shared[column.index]! += scale * sums[b]!;
        else gradients.perRow[(firstRow + b) * perRow.length + column.index]! += scale * sums[b]!;
    }
  }

  /** Gradients of the batch; `seed` fills the cotangent of a chunk's states. */
  function vjp(params: ParamBatch, seed: (psi: Chunk, lambda: Chunk, firstRow: number) => void): ParamGradients {
    const gradients = { perRow: new Float64Array(params.perRow.length), shared: new Float64Array(shared.length) };
    let lambda: Chunk | null = null;
    forward(params, (psi, firstRow, angles) => {
      if (lambda?.rows !== psi.rows) lambda = newChunk(psi.rows);
      seed(psi, lambda, firstRow);
      backward(psi, lambda, firstRow, angles, gradients);
    });
    return gradients;
  }

  function checked(where: string, params: ParamBatch, nStates: number): void {
    checkParamBatch(where, { perRow, shared }, params);
    checkCapacity(where, n, nStates, BYTES_PER_AMPLITUDE);
  }

  /** A chunk's planes as rows of the batch. */
  function scatter(plane: Float64Array, rows: number, firstRow: number, out: FloatArray): void {
    for (let k = 0; k < size; k++) for (let b = 0; b < rows; b++) out[(firstRow + b) * size + k] = plane[k * rows + b]!;
  }

  return {
    circuit,
    engine: "plain",
    perRow,
    shared,

    states(params) {
      checked("states", params, params.batchSize);
      const out = { re: new Float64Array(params.batchSize * size), im: new Float64Array(params.batchSize * size) };
      forward(params, ({ re, im, rows }, firstRow) => {
        scatter(re, rows, firstRow, out.re);
        scatter(im, rows, firstRow, out.im);
      });
      return out;
    },

    expval(params, observables) {
      checked("expval", params, 1);
      checkObservables("expval", observables, n);
      const terms = maskedTerms(observables);
      const values = new Float64Array(params.batchSize * observables.length);
      forward(params, (psi, firstRow) => addExpectations(psi, terms, observables.length, firstRow, values));
      return values;
    },

    probs(params) {
      checked("probs", params, params.batchSize);
      const out = new Float64Array(params.batchSize * size);
      forward(params, (psi, firstRow) => scatter(probabilities(psi), psi.rows, firstRow, out));
      return out;
    },

    statesVjp(params, cotangent) {
      checked("statesVjp", params, params.batchSize);
      checkCotangent("statesVjp", cotangent.re, params.batchSize * size);
      checkCotangent("statesVjp", cotangent.im, params.batchSize * size);
      return vjp(params, (_, { re, im, rows }, firstRow) => {
        for (let k = 0; k < size; k++)
          for (let b = 0; b < rows; b++) {
            re[k * rows + b] = cotangent.re[(firstRow + b) * size + k]!;
            im[k * rows + b] = cotangent.im[(firstRow + b) * size + k]!;
          }
      });
    },

    expvalVjp(params, observables, cotangent) {
      checked("expvalVjp", params, 1);
      checkObservables("expvalVjp", observables, n);
      const count = observables.length;
      checkCotangent("expvalVjp", cotangent, params.batchSize * count);
      const terms = maskedTerms(observables);
      const values = new Float64Array(params.batchSize * count);
      const gradients = vjp(params, (psi, lambda, firstRow) => {
        addExpectations(psi, terms, count, firstRow, values);
        setLambda(psi, lambda, terms, count, firstRow, cotangent);
      });
      return { values, gradients };
    },

    probsVjp(params, cotangent) {
      checked("probsVjp", params, params.batchSize);
      checkCotangent("probsVjp", cotangent, params.batchSize * size);
      return vjp(params, (psi, lambda, firstRow) => {
        for (let k = 0; k < size; k++)
          for (let b = 0; b < psi.rows; b++) {
            const weight = 2 * cotangent[(firstRow + b) * size + k]!;
            lambda.re[k * psi.rows + b] = weight * psi.re[k * psi.rows + b]!;
            lambda.im[k * psi.rows + b] = weight * psi.im[k * psi.rows + b]!;
          }
      });
    },
  };
}

/** The batched engine in plain TypeScript: float64, amplitudes outside, the batch contiguous inside, adjoint gradients. */
export const plainEngine: Engine = { name: "plain", compile };
