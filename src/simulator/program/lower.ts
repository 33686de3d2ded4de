import { CircuitError } from "../../core/errors";
import type { Circuit } from "../../circuit/circuit";
import type { ComplexMatrix } from "../../circuit/matrix";
import { operationMatrix, operationWires, type Operation } from "../../circuit/operation";
import { operationGenerator, singleParameterOperations } from "../parts";
import type { Elementary, MonomialGate, RotationGate } from "./elementary";
import { constantForm, linearForm, quarterTurns, type LinearForm } from "./linearForm";

const TOLERANCE = 1e-12;

/** The gates of a circuit as elementary ones, and the phase that all amplitudes have in common. */
export interface Lowered {
  readonly gates: readonly Elementary[];
  readonly globalPhase: number;
}

/** Writes every gate of the table, controls and unitaries included, as rotations, monomials and (two-qubit unitaries) matrices. */
export function lowerCircuit(circuit: Circuit, columnOf: (name: string) => number): Lowered {
  const gates: Elementary[] = [];
  let globalPhase = 0;
  for (const operation of singleParameterOperations(circuit)) {
    const generator = operationGenerator({ ...operation, controls: [] });
    if (generator) {
      const { pairs: own, frequency } = planes(operation, generator);
      // controls come first and are most significant: the planes stand in the last block
      const controlled = 2 * (2 ** operation.controls.length - 1) * generator.size;
      const pairs = own.map(([a, b]) => [a + controlled, b + controlled] as const);
      const angle = linearForm(operation.params[0]!, frequency, columnOf);
      gates.push(...rotationOrMonomial(operationWires(operation), pairs, angle));
    } else {
      const fixed = lowerConstant(operation);
      gates.push(...fixed.gates);
      globalPhase += fixed.globalPhase;
    }
  }
  return { gates, globalPhase };
}

/** The planes that exp(−iθG) turns and their common frequency, read from the real form [[B, A], [−A, B]] of −i(A + iB). */
function planes(operation: Operation, { size, re, im }: ComplexMatrix): { pairs: [number, number][]; frequency: number } {
  const pairs: [number, number][] = [];
  let frequency = 0;
  const partners = new Set<number>();
  for (let r = 0; r < size; r++)
    for (let c = 0; c < size; c++) {
      const [a, b] = [re[r * size + c]!, im[r * size + c]!];
      const entries = [
        [2 * r, 2 * c, b],
        [2 * r, 2 * c + 1, a],
        [2 * r + 1, 2 * c, -a],
        [2 * r + 1, 2 * c + 1, b],
      ] as const;
      for (const [row, column, value] of entries) {
        if (value < TOLERANCE) continue;
        pairs.push([column, row]);
        if ((frequency !== 0 && Math.abs(value - frequency) > TOLERANCE) || partners.has(row) || partners.has(column))
          throw new CircuitError(`compile: ${operation.gate} does not turn disjoint planes by one angle; the simd engine lacks it`, {
            gate: operation.gate,
          });
        partners.add(row).add(column);
        frequency = value;
      }
    }
  return { pairs, frequency };
}

function rotationOrMonomial(wires: readonly number[], pairs: RotationGate["pairs"], angle: LinearForm): Elementary[] {
  const turns = quarterTurns(angle);
  if (turns === null) return [{ kind: "rotation", wires, pairs, angle }];
  if (turns === 0) return [];
  const to = Array.from({ length: 2 << wires.length }, (_, c) => c);
  const sign = to.map(() => 1);
  for (const [a, b] of pairs) {
    if (turns !== 2) [to[a], to[b]] = [b, a];
    sign[a] = turns === 1 ? 1 : -1;
    sign[b] = turns === 3 ? 1 : -1;
  }
  return [{ kind: "monomial", wires, to, sign }];
}

/** A gate without parameters: a monomial where its entries are powers of i, else P · RY · P, else its matrix. */
function lowerConstant(operation: Operation): Lowered {
  let { wires } = operation;
  let matrix = operationMatrix({ ...operation, controls: [] }, () => NaN);
  const monomial = monomialOf(wires, matrix);
  if (monomial) return { gates: [underControls(operation.controls, monomial)], globalPhase: 0 };
  const controls = [...operation.controls];
  for (let block = controlledBlock(matrix); matrix.size > 2 && block; block = controlledBlock(matrix)) {
    controls.push(wires[0]!);
    wires = wires.slice(1);
    matrix = block;
  }
  if (matrix.size > 2) return { gates: [{ kind: "unitary", wires: operationWires(operation), matrix: operationMatrix(operation, () => NaN) }], globalPhase: 0 }; // prettier-ignore
  return lowerOneQubit(controls, wires[0]!, matrix);
}

function monomialOf(wires: readonly number[], { size, re, im }: ComplexMatrix): MonomialGate | null {
  const to = new Array<number>(2 * size).fill(0);
  const sign = new Array<number>(2 * size).fill(0);
  for (let c = 0; c < size; c++)
    for (let r = 0; r < size; r++) {
      const [x, y] = [re[r * size + c]!, im[r * size + c]!];
      if (Math.abs(x) < TOLERANCE && Math.abs(y) < TOLERANCE) continue;
      if (Math.abs(Math.abs(x) + Math.abs(y) - 1) > TOLERANCE || Math.min(Math.abs(x), Math.abs(y)) > TOLERANCE) return null;
      const turned = Math.abs(y) > 0.5;
      to[2 * c] = 2 * r + (turned ? 1 : 0);
      to[2 * c + 1] = 2 * r + (turned ? 0 : 1);
      sign[2 * c] = Math.sign(turned ? y : x);
      sign[2 * c + 1] = turned ? -Math.sign(y) : Math.sign(x);
    }
  return { kind: "monomial", wires, to, sign };
}

/** The monomial where all controls are 1. */
function underControls(controls: readonly number[], { wires, to, sign }: MonomialGate): MonomialGate {
  const before = (2 ** controls.length - 1) * to.length;
  const still = Array.from({ length: before }, (_, c) => c);
  return {
    kind: "monomial",
    wires: [...controls, ...wires],
    to: [...still, ...to.map((c) => c + before)],
    sign: [...still.map(() => 1), ...sign],
  };
}

/** A of diag(I, A), or null. */
function controlledBlock({ size, re, im }: ComplexMatrix): ComplexMatrix | null {
  const half = size / 2;
  for (let r = 0; r < size; r++)
    for (let c = 0; c < size; c++) {
      if (r >= half && c >= half) continue;
      if (Math.hypot(re[r * size + c]! - (r === c ? 1 : 0), im[r * size + c]!) > TOLERANCE) return null;
    }
  const block = { size: half, re: new Float64Array(half * half), im: new Float64Array(half * half) };
  for (let r = 0; r < half; r++)
    for (let c = 0; c < half; c++) {
      block.re[r * half + c] = re[(r + half) * size + c + half]!;
      block.im[r * half + c] = im[(r + half) * size + c + half]!;
    }
  return block;
}

/** U = e^{iα} P(φ) RY(γ) P(λ), under controls the phase becomes a P of the controls. */
function lowerOneQubit(controls: readonly number[], target: number, { re, im }: ComplexMatrix): Lowered {
  const isFlip = Math.hypot(re[0]!, im[0]!) < TOLERANCE;
  const gamma = 2 * Math.atan2(Math.hypot(re[2]!, im[2]!), Math.hypot(re[0]!, im[0]!));
  const alpha = isFlip ? 0 : Math.atan2(im[0]!, re[0]!);
  const isDiagonal = Math.hypot(re[2]!, im[2]!) < TOLERANCE;
  const phi = isDiagonal ? Math.atan2(im[3]!, re[3]!) - alpha : Math.atan2(im[2]!, re[2]!) - alpha;
  const lambda = isDiagonal ? 0 : Math.atan2(-im[1]!, -re[1]!) - alpha;
  const wires = [...controls, target];
  const one = 2 * (2 ** wires.length - 1); // Re of |1…1⟩; Re of |1…10⟩ stands two before
  const phase = (angle: number): Elementary[] => rotationOrMonomial(wires, [[one, one + 1]], constantForm(angle));
  const turn: RotationGate["pairs"] = [[one - 2, one], [one - 1, one + 1]]; // prettier-ignore
  const gates = [...phase(lambda), ...rotationOrMonomial(wires, turn, constantForm(gamma / 2)), ...phase(phi)];
  if (controls.length === 0) return { gates, globalPhase: alpha };
  const all = 2 * (2 ** controls.length - 1);
  return { gates: [...gates, ...rotationOrMonomial(controls, [[all, all + 1]], constantForm(alpha))], globalPhase: 0 };
}
