import type { Circuit } from "../circuit/circuit";
import type { StateBatch } from "../simulator/engine";
import { getEngine } from "../simulator/engines";
import { singleRow, type ParamValues } from "../simulator/singleRow";
import { stateCount } from "./stateCount";

/**
 * The Meyer–Wallach measure of every state of a batch, as `meyerWallach`.
 *
 * @param states - [B, 2^n]
 * @throws ShapeError when the amplitudes are no whole number of states
 * @example
 * ```ts
 * const q = meyerWallachOf(randomStates(4, 100, new Random(1)), 4); // 100 values around 14/17
 * ```
 */
export function meyerWallachOf(states: StateBatch, nQubits: number): Float64Array {
  const count = stateCount("meyerWallachOf", states, nQubits);
  return Float64Array.from({ length: count }, (_, row) => {
    let purities = 0;
    for (let wire = 0; wire < nQubits; wire++) purities += qubitPurity(states, row, wire, nQubits);
    return Math.max(0, 2 * (1 - purities / nQubits)); // product states: 0, but for rounding
  });
}

/** tr ρ_q² = ρ00² + ρ11² + 2|ρ01|², over (tr ρ_q)². */
function qubitPurity({ re, im }: StateBatch, row: number, wire: number, nQubits: number): number {
  const bit = 1 << (nQubits - 1 - wire);
  const size = 2 ** nQubits;
  let [p0, p1, cr, ci] = [0, 0, 0, 0];
  for (let k = 0; k < size; k++) {
    if (k & bit) continue;
    const [i, j] = [row * size + k, row * size + (k | bit)];
    const [ar, ai, br, bi] = [re[i]!, im[i]!, re[j]!, im[j]!];
    p0 += ar * ar + ai * ai;
    p1 += br * br + bi * bi;
    cr += ar * br + ai * bi;
    ci += ai * br - ar * bi;
  }
  return (p0 * p0 + p1 * p1 + 2 * (cr * cr + ci * ci)) / (p0 + p1) ** 2;
}

/**
 * The Meyer–Wallach measure of a circuit's state: Q = 2(1 − mean_q tr ρ_q²) = 1 − mean_q |r_q|², ρ_q the state of qubit q alone and r_q
 * its Bloch vector. 0 for product states, 1 when every qubit alone is maximally mixed (Bell, GHZ).
 *
 * Source: Meyer & Wallach quant-ph/0108104; in this form Brennen quant-ph/0305094.
 *
 * @throws as `statevector`
 * @example
 * ```ts
 * const q = meyerWallach(circuit(2).h(0).cnot(0, 1)); // 1
 * ```
 */
export function meyerWallach(circuit: Circuit, params: ParamValues = {}): number {
  return meyerWallachOf(getEngine("reference").compile(circuit).states(singleRow(circuit, params)), circuit.nQubits)[0]!;
}
