import { hardwareEfficient } from "../../ansatz/hardwareEfficient";
import { randomAngles } from "../../audit/randomAngles";
import type { Circuit } from "../../circuit/circuit";
import { allZ, type Observable } from "../../circuit/observable";
import { mean } from "../../core/mean";
import { Random } from "../../core/random";
import { gradient } from "../../gradient/gradient";
import type { FloatArray } from "../../simulator/engine";

/** A circuit read out as ⟨Z_i⟩ at a random point, where gradients are measured against the exact ones. */
export interface GradientPoint {
  readonly circuit: Circuit;
  readonly observables: readonly Observable[];
  readonly params: FloatArray;
  /** Mean over all derivatives of the squared difference from the adjoint method in float64. */
  readonly meanSquaredError: (jacobian: FloatArray) => number;
}

/** A hardware-efficient circuit at angles U(0, 2π). */
export function gradientPoint(shape: { readonly nQubits: number; readonly nLayers: number }, seed: number): GradientPoint {
  const circuit = hardwareEfficient(shape);
  const observables = allZ(shape.nQubits);
  const params = randomAngles(circuit, 1, new Random(seed).split("point")).perRow;
  const exact = gradient(circuit, observables, params, { engine: "reference" }).jacobian;
  return { circuit, observables, params, meanSquaredError: (jacobian) => mean(jacobian.map((value, i) => (value - exact[i]!) ** 2)) };
}
