import { checkOneOf } from "../core/check";
import { DiffMethodError } from "../core/errors";
import { checkShots } from "../simulator/sampling";

/** The names of all gradient methods. */
export const DIFF_METHODS = ["adjoint", "parameter-shift", "finite-difference", "spsa"] as const;

/** How gradients are found. */
export type DiffMethod = (typeof DIFF_METHODS)[number];

/**
 * The gradient method in force: the one named, else `adjoint` without shots and `parameter-shift` with.
 * @throws DiffMethodError for adjoint with shots; ArgumentError for another name or shots out of 1 … 10⁶
 *
 * @example
 * ```ts
 * const method = resolveDiffMethod(undefined, 1000); // "parameter-shift"
 * ```
 */
export function resolveDiffMethod(diffMethod: DiffMethod | undefined, shots: number | null): DiffMethod {
  if (shots !== null) checkShots("diffMethod", shots);
  if (diffMethod === undefined) return shots === null ? "adjoint" : "parameter-shift";
  checkOneOf("diffMethod", "diffMethod", diffMethod, DIFF_METHODS);
  if (diffMethod === "adjoint" && shots !== null)
    throw new DiffMethodError(
      `diffMethod: adjoint needs the exact state and was asked for with ${shots} shots; use parameter-shift, or leave out the shots`,
      { diffMethod, shots },
    );
  return diffMethod;
}
