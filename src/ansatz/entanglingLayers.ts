import { checkInteger } from "../core/check";
import { circuit, type Circuit } from "../circuit/circuit";
import { param } from "../circuit/parameter";
import { addEntangler, type Rotation } from "./hardwareEfficient";

/** Size of a layered ansatz. */
export interface LayerOptions {
  readonly nQubits: number;
  readonly nLayers: number;
}

/**
 * Layers of one rotation a qubit followed by a ring of CNOTs (one CNOT for two qubits). `nLayers · nQubits` parameters `theta0 …`,
 * layer by layer. Source: PennyLane's BasicEntanglerLayers.
 *
 * @throws ArgumentError when a number is below 1
 *
 * @example
 * ```ts
 * const ansatz = basicEntangler({ nQubits: 3, nLayers: 2 }); // 6 parameters, 6 CNOTs
 * ```
 */
export function basicEntangler({ nQubits, nLayers, rotation = "RX" }: LayerOptions & { readonly rotation?: Rotation }): Circuit {
  checkInteger("basicEntangler", "nLayers", nLayers, 1);
  let result = circuit(nQubits);
  for (let layer = 0, index = 0; layer < nLayers; layer++) {
    for (let q = 0; q < nQubits; q++) result = result.add(rotation, [q], [param(index++)]);
    result = addEntangler(result, "ring");
  }
  return result;
}

/**
 * Layers of RZ RY RZ on every qubit followed by CNOTs i → i + r mod n, the range r = (layer mod (n−1)) + 1 growing from layer to
 * layer. `3 · nLayers · nQubits` parameters `theta0 …`: layer, qubit, angle. Source: Schuld et al. 1804.00633, section II.
 *
 * @throws ArgumentError when a number is below 1
 *
 * @example
 * ```ts
 * const ansatz = stronglyEntangling({ nQubits: 4, nLayers: 2 }); // 24 parameters, 8 CNOTs
 * ```
 */
export function stronglyEntangling({ nQubits, nLayers }: LayerOptions): Circuit {
  checkInteger("stronglyEntangling", "nLayers", nLayers, 1);
  let result = circuit(nQubits);
  for (let layer = 0, index = 0; layer < nLayers; layer++) {
    for (let q = 0; q < nQubits; q++) result = result.rz(param(index++), q).ry(param(index++), q).rz(param(index++), q);
    const range = nQubits > 1 ? (layer % (nQubits - 1)) + 1 : 0;
    if (range > 0) for (let q = 0; q < nQubits; q++) result = result.cnot(q, (q + range) % nQubits);
  }
  return result;
}

/**
 * Circuit 14 of the expressibility study: RY on every qubit, controlled RX round the ring (control i, target i+1, beginning with
 * control n−1), RY again, controlled RX round the ring the other way (control i, target i−1). `4 · nLayers · nQubits` parameters;
 * one qubit has no ring and 2 a layer. Source: Sim, Johnson & Aspuru-Guzik 1905.10876, figure 2.
 *
 * @throws ArgumentError when a number is below 1
 *
 * @example
 * ```ts
 * const ansatz = ansatz14({ nQubits: 4, nLayers: 1 }); // 16 parameters
 * ```
 */
export function ansatz14({ nQubits: n, nLayers }: LayerOptions): Circuit {
  checkInteger("ansatz14", "nLayers", nLayers, 1);
  let result = circuit(n);
  let index = 0;
  const rotations = (): void => {
    for (let q = 0; q < n; q++) result = result.ry(param(index++), q);
  };
  const ring = (control: (step: number) => number, direction: 1 | -1): void => {
    if (n < 2) return;
    for (let step = 0; step < n; step++) {
      const q = control(step);
      result = result.crx(param(index++), q, (q + direction + n) % n);
    }
  };
  for (let layer = 0; layer < nLayers; layer++) {
    rotations();
    ring((step) => n - 1 - step, 1);
    rotations();
    ring((step) => (n - 1 + step) % n, -1);
  }
  return result;
}
