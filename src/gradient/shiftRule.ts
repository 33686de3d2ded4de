import { ArgumentError } from "../core/errors";
import { gateRow, type Operation } from "../circuit/operation";

/** One term of a shift rule: coefficient · f(θ + shift). */
export interface ShiftTerm {
  readonly coefficient: number;
  readonly shift: number;
}

const TOLERANCE = 1e-9;

/** Eigenvalues of the generator of an operation's angle; extra controls add the eigenvalue 0. */
export const operationSpectrum = (operation: Operation): number[] => [
  ...(gateRow(operation)?.spectrum ?? []),
  ...(operation.controls.length > 0 ? [0] : []),
];

/** The frequencies of an expectation value in an angle: the positive differences of its generator's eigenvalues, ascending. */
export function frequenciesOf(spectrum: readonly number[]): number[] {
  const frequencies: number[] = [];
  for (const a of spectrum)
    for (const b of spectrum)
      if (a - b > TOLERANCE && !frequencies.some((known) => Math.abs(known - (a - b)) < TOLERANCE)) frequencies.push(a - b);
  return frequencies.sort((a, b) => a - b);
}

/** Solves A x = b by Gaussian elimination with pivoting; `null` when A is singular. Overwrites both. */
function solveInPlace(a: number[][], b: number[]): number[] | null {
  const n = b.length;
  for (let c = 0; c < n; c++) {
    let pivot = c;
    for (let r = c + 1; r < n; r++) if (Math.abs(a[r]![c]!) > Math.abs(a[pivot]![c]!)) pivot = r;
    if (Math.abs(a[pivot]![c]!) < TOLERANCE) return null;
    [a[c], a[pivot]] = [a[pivot]!, a[c]!];
    [b[c], b[pivot]] = [b[pivot]!, b[c]!];
    for (let r = 0; r < n; r++) {
      if (r === c) continue;
      const factor = a[r]![c]! / a[c]![c]!;
      for (let k = c; k < n; k++) a[r]![k]! -= factor * a[c]![k]!;
      b[r]! -= factor * b[c]!;
    }
  }
  return b.map((value, r) => value / a[r]![r]!);
}

/** Coefficients c with Σ_i 2 c_i sin(ω_j s_i) = ω_j for the shifts s_i = (2i−1)π/(2RΩ); `null` when they do not determine them. */
function pairsFor(frequencies: readonly number[], unit: number): { shifts: number[]; coefficients: number[] } | null {
  const shifts = frequencies.map((_, i) => ((2 * i + 1) * Math.PI) / (2 * frequencies.length * unit));
  const system = frequencies.map((frequency) => shifts.map((shift) => 2 * Math.sin(frequency * shift)));
  const coefficients = solveInPlace(system, [...frequencies]);
  return coefficients && { shifts, coefficients };
}

const size = (pairs: { coefficients: number[] } | null): number =>
  pairs ? pairs.coefficients.reduce((sum, c) => sum + c * c, 0) : Infinity;

/**
 * The parameter-shift rule of functions f(θ) = a_0 + Σ_j a_j cos(ω_j θ) + b_j sin(ω_j θ):
 *
 *   f'(θ) = Σ_i c_i [f(θ + s_i) − f(θ − s_i)],  2R terms for R frequencies, exact.
 *
 * Frequencies Ω·{1 … R} take the equidistant shifts (2i−1)π/(2RΩ) (Wierichs et al. 2107.12390, eq. 24): ½ at ±π/2 for a Pauli
 * rotation, (√2±1)/(4√2) at ±π/2 and ±3π/2 for a controlled one. Others solve the linear system at shifts chosen for small
 * coefficients, which keeps the shot noise down.
 *
 * @throws ArgumentError when a frequency is not a positive finite number or occurs twice
 *
 * @example
 * ```ts
 * console.log(shiftRule([1]).map((term) => term.coefficient)); // 0.5 and -0.5, at shifts of ±π/2
 * ```
 */
export function shiftRule(frequencies: readonly number[]): ShiftTerm[] {
  const sorted = [...frequencies].sort((a, b) => a - b);
  if (!sorted.every((w, i) => Number.isFinite(w) && w > TOLERANCE && w - (sorted[i - 1] ?? -1) > TOLERANCE))
    throw new ArgumentError(`shiftRule: frequencies [${frequencies.join(", ")}] must be positive, finite and distinct`, { frequencies });
  if (sorted.length === 0) return [];
  const unit = sorted.at(-1)! / sorted.length;
  const isEquidistant = sorted.every((frequency, i) => Math.abs(frequency - (i + 1) * unit) < TOLERANCE * unit);
  let best = pairsFor(sorted, unit);
  for (let scale = 0.3; !isEquidistant && scale < 2; scale += 0.02) {
    const pairs = pairsFor(sorted, scale * unit);
    if (size(pairs) < size(best)) best = pairs;
  }
  if (!best) throw new ArgumentError(`shiftRule: no rule found for the frequencies [${frequencies.join(", ")}]`, { frequencies });
  const { shifts, coefficients } = best;
  return shifts.flatMap((shift, i) => [
    { coefficient: coefficients[i]!, shift },
    { coefficient: -coefficients[i]!, shift: -shift },
  ]);
}
