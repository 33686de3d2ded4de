import { checkInteger, checkKeys } from "../core/check";
import { ArgumentError } from "../core/errors";
import { Random } from "../core/random";
import type { Circuit } from "../circuit/circuit";
import type { EngineName } from "../simulator/engine";
import { DEFAULT_ENGINE, getEngine } from "../simulator/engines";
import { pairFidelities } from "./fidelities";
import { randomAngles } from "./randomAngles";

/** How `expressibility` samples. */
export interface ExpressibilityOptions {
  /** Pairs of random points; default 5000. */
  readonly samples?: number;
  /** Bins of the histogram over [0, 1]; default 75, as in the source. */
  readonly bins?: number;
  /** Default 0. */
  readonly seed?: number;
  readonly engine?: EngineName;
}

/**
 * The probabilities of `bins` equal bins over [0, 1] for the fidelity of two Haar-random states of N = 2ⁿ dimensions, whose density is
 * (N−1)(1−F)^{N−2}: (1−a)^{N−1} − (1−b)^{N−1} for the bin [a, b].
 *
 * Source: Życzkowski & Sommers quant-ph/0311011.
 *
 * @throws ArgumentError for a number out of range
 * @example
 * ```ts
 * const uniform = haarFidelityBins(1, 4); // [0.25, 0.25, 0.25, 0.25]: on the Bloch sphere all fidelities are equally likely
 * ```
 */
export function haarFidelityBins(nQubits: number, bins: number): Float64Array {
  checkInteger("haarFidelityBins", "nQubits", nQubits, 1, 20);
  checkInteger("haarFidelityBins", "bins", bins, 1);
  const beyond = (edge: number): number => Math.pow(1 - edge / bins, 2 ** nQubits - 1);
  return Float64Array.from({ length: bins }, (_, bin) => beyond(bin) - beyond(bin + 1));
}

/**
 * The Kullback–Leibler divergence, in nats, of a histogram of fidelities against that of Haar-random states: Σ_b p_b ln(p_b/h_b).
 *
 * It is never below 0. The histogram of a finite sample lies above that of its distribution; the smallest value worth telling apart from 0
 * is about (occupied bins − 1)/(2·samples).
 *
 * @throws ArgumentError for no fidelity, one outside of [0, 1], or a bin so improbable among random states (below 10⁻³⁰⁰) that no number can
 * compare it: use fewer bins or fewer qubits then
 * @example
 * ```ts
 * const idle = fidelityDivergence([1, 1, 1], 1, 75); // ln 75: all pairs of one state lie in the last of 75 equally likely bins
 * ```
 */
export function fidelityDivergence(fidelities: ArrayLike<number>, nQubits: number, bins: number): number {
  const haar = haarFidelityBins(nQubits, bins);
  const counts = new Float64Array(bins);
  if (fidelities.length === 0) throw new ArgumentError("fidelityDivergence: there are no fidelities; pass at least one");
  for (let i = 0; i < fidelities.length; i++) {
    const value = fidelities[i]!;
    if (!(value >= 0 && value <= 1 + 1e-4)) // float32 states may be longer than 1 by rounding
      throw new ArgumentError(`fidelityDivergence: fidelity ${i} is ${value}; fidelities lie from 0 to 1`, { index: i, value }); // prettier-ignore
    counts[Math.min(bins - 1, Math.floor(value * bins))]!++;
  }
  return Math.max(
    0,
    counts.reduce((sum, count, bin) => sum + divergenceOfBin(count / fidelities.length, haar[bin]!, bin), 0),
  );
}

function divergenceOfBin(p: number, h: number, bin: number): number {
  if (p === 0) return 0;
  if (h > 1e-300) return p * Math.log(p / h);
  throw new ArgumentError(
    `fidelityDivergence: random states reach bin ${bin} with probability ${h}, too small to compare; use fewer bins or fewer qubits`,
    { bin },
  );
}

/**
 * Expressibility: how far the states of a circuit at random angles U(0, 2π) are from Haar-random ones, as the divergence of the fidelities
 * of pairs, D_KL(P_circuit(F) ‖ P_Haar(F)) in nats. 0 is what random states have; a circuit without parameters has (N−1) ln(bins).
 *
 * Source: Sim, Johnson & Aspuru-Guzik 1905.10876, section 3.1.
 *
 * @throws ArgumentError for an unknown option or a value out of range; otherwise as `fidelityDivergence`
 * @example
 * ```ts
 * const narrow = expressibility(circuit(1).h(0).rz(param("a"), 0), { samples: 500 }); // about 0.2, as one angle draws a circle
 * const wide = expressibility(circuit(1).h(0).rz(param("a"), 0).rx(param("b"), 0), { samples: 500 }); // less: it draws the sphere
 * ```
 */
export function expressibility(circuit: Circuit, options: ExpressibilityOptions = {}): number {
  checkKeys("expressibility", options, ["samples", "bins", "seed", "engine"]);
  const { samples = 5000, bins = 75, seed = 0, engine = DEFAULT_ENGINE } = options;
  checkInteger("expressibility", "samples", samples, 1);
  const compiled = getEngine(engine).compile(circuit);
  const random = new Random(seed);
  const [a, b] = [compiled.states(randomAngles(circuit, samples, random)), compiled.states(randomAngles(circuit, samples, random))];
  return fidelityDivergence(pairFidelities(a, b, samples), circuit.nQubits, bins);
}
