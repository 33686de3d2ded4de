import { CircuitError } from "../../core/errors";
import { isUnitary, type ComplexMatrix } from "../matrix";

/** U = e^{i·phase} RZ(phi) RY(theta) RZ(lambda). */
export interface Zyz {
  readonly phase: number;
  readonly phi: number;
  readonly theta: number;
  readonly lambda: number;
}

/**
 * The ZYZ Euler angles of a one-qubit unitary, exact with its global phase (Nielsen & Chuang, theorem 4.1).
 *
 * @throws CircuitError when the matrix is not a unitary of one qubit
 * @example
 * ```ts
 * const { theta } = zyzAngles(GATES.H.matrix([])); // π/2
 * ```
 */
export function zyzAngles(matrix: ComplexMatrix): Zyz {
  if (matrix.size !== 2 || !isUnitary(matrix))
    throw new CircuitError(`zyzAngles: the matrix of size ${matrix.size} is not a unitary of one qubit; check that U†U = I`, {
      size: matrix.size,
    });
  const { re, im } = matrix;
  const detRe = re[0]! * re[3]! - im[0]! * im[3]! - re[1]! * re[2]! + im[1]! * im[2]!;
  const detIm = re[0]! * im[3]! + im[0]! * re[3]! - re[1]! * im[2]! - im[1]! * re[2]!;
  const phase = Math.atan2(detIm, detRe) / 2;
  const theta = 2 * Math.atan2(Math.hypot(re[2]!, im[2]!), Math.hypot(re[3]!, im[3]!));
  const argument = (i: number): number => (Math.hypot(re[i]!, im[i]!) < 1e-12 ? 0 : Math.atan2(im[i]!, re[i]!) - phase);
  const [halfSum, halfDifference] = [argument(3), argument(2)];
  return { phase, phi: halfSum + halfDifference, theta, lambda: halfSum - halfDifference };
}
