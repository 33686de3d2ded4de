import { checkOneOf } from "../core/check";
import { ShapeError } from "../core/errors";
import { ORTHOGONAL_SHAPES, rbsPairs, type OrthogonalShape } from "../ansatz/orthogonalLayer";
import type { AttentionConfig, MechanismOption } from "./mechanism";
import type { RbsLayers } from "./operations/rbsMatrices";

/** How the RBS gates of a mechanism are laid out. */
export const RBS_VARIANT: MechanismOption = {
  name: "variant",
  values: ORTHOGONAL_SHAPES.join(" | "),
  default: "pyramid",
  description: "layout of the RBS gates; a butterfly takes a power of two of qubits",
};

/** Why RBS gates cannot be left out. */
export const ALL_GATES_ENTANGLE = "every trained gate is an RBS between two qubits, so that without entanglers no trained circuit is left";

/** The layout of a configuration. @throws ArgumentError for an unknown variant */
export function rbsShape(where: string, { variant = "pyramid" }: AttentionConfig): OrthogonalShape {
  checkOneOf(where, "variant", variant, ORTHOGONAL_SHAPES);
  return variant;
}

/** Circuits have no more qubits, and each mechanism has one to draw. */
const MOST_QUBITS = 63;

/**
 * The RBS layers of a mechanism's heads, on `nQubits` qubits each.
 *
 * @throws ShapeError for one qubit or more than 63, or a butterfly on a number of qubits that is not a power of two; `advice` says how to change it
 */
export function rbsLayers(where: string, config: AttentionConfig, nQubits: number, advice: string): RbsLayers {
  const shape = rbsShape(where, config);
  if (nQubits > MOST_QUBITS)
    throw new ShapeError(`${where}: a head takes ${nQubits} qubits and a circuit has at most ${MOST_QUBITS}; ${advice}`, { nQubits });
  if (nQubits < 2 || (shape === "butterfly" && !Number.isInteger(Math.log2(nQubits))))
    throw new ShapeError(
      `${where}: a head takes ${nQubits} qubits and a ${shape} ${shape === "butterfly" ? "a power of two, at least 2" : "at least 2"}; ${advice}`,
      { nQubits, shape },
    );
  return { pairs: rbsPairs(nQubits, shape), nQubits, nHeads: config.nHeads ?? 1 };
}
