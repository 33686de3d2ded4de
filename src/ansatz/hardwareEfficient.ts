import { checkInteger, checkKeys, checkOneOf } from "../core/check";
import { ArgumentError } from "../core/errors";
import { circuit, type Circuit } from "../circuit/circuit";
import { param } from "../circuit/parameter";

/** How CNOTs join the qubits: q → q+1, also the last to the first, or not at all. */
export type Entangler = "chain" | "ring" | "none";

/** A one-qubit rotation. */
export type Rotation = "RX" | "RY" | "RZ";

/** Shape of a hardware-efficient circuit. */
export interface HardwareEfficientOptions {
  readonly nQubits: number;
  readonly nLayers: number;
  /** Between layers only. Default "chain". */
  readonly entangler?: Entangler;
  /** On every qubit of every layer, in this order. Default RY, RZ. */
  readonly rotations?: readonly Rotation[];
}

/** CNOTs q → q+1; "ring" adds n−1 → 0 where there are more than two qubits. */
export function addEntangler(to: Circuit, entangler: Entangler): Circuit {
  const n = to.nQubits;
  if (entangler === "none") return to;
  let result = to;
  for (let q = 0; q + 1 < n; q++) result = result.cnot(q, q + 1);
  return entangler === "ring" && n > 2 ? result.cnot(n - 1, 0) : result;
}

/**
 * Layers of rotations on every qubit with an entangler between layers, none after the last.
 *
 * Parameters `theta0 …` run over layers, then qubits, then rotations: `nLayers · nQubits · rotations.length` in all. Read out in Z, a
 * last layer's RZ angles are dead; with one layer nothing is entangled and ⟨Z_i⟩ = cos θ_i for RY.
 *
 * Source: Kandala et al. 1704.05018; with its defaults the circuit of the reference experiment's embedding.
 *
 * @throws ArgumentError when a number is below 1, a name unknown, or `rotations` empty
 *
 * @example
 * ```ts
 * const ansatz = hardwareEfficient({ nQubits: 4, nLayers: 2 });
 * console.log(ansatz.nParams, ansatz.countGates()); // 16 { RY: 8, RZ: 8, CNOT: 3 }
 * ```
 */
export function hardwareEfficient(options: HardwareEfficientOptions): Circuit {
  checkKeys("hardwareEfficient", options, ["nQubits", "nLayers", "entangler", "rotations"]);
  const { nQubits, nLayers, entangler = "chain", rotations = ["RY", "RZ"] } = options;
  checkInteger("hardwareEfficient", "nLayers", nLayers, 1);
  checkOneOf("hardwareEfficient", "entangler", entangler, ["chain", "ring", "none"]);
  for (const rotation of rotations) checkOneOf("hardwareEfficient", "rotations", rotation, ["RX", "RY", "RZ"]);
  if (rotations.length === 0) throw new ArgumentError("hardwareEfficient: rotations is empty; name at least one of RX, RY, RZ");
  let result = circuit(nQubits);
  for (let layer = 0, index = 0; layer < nLayers; layer++) {
    if (layer > 0) result = addEntangler(result, entangler);
    for (let q = 0; q < nQubits; q++) for (const rotation of rotations) result = result.add(rotation, [q], [param(index++)]);
  }
  return result;
}
