import type * as tf from "@tensorflow/tfjs";
import { differentiable } from "../../layers/operations/differentiable";
import { compute } from "../../layers/operations/tensorMemory";

type Values = Float32Array | Float64Array;

/** Turns every plane of one gate of a program by the angle of this cosine and sine. */
function turn(state: Values, from: number, program: Int32Array, start: number, c: number, s: number): void {
  for (let k = 0, at = start + 2; k < program[start + 1]!; k++, at += 2) {
    const [i, j] = [from + program[at]!, from + program[at + 1]!];
    const [x, y] = [state[i]!, state[j]!];
    state[i] = c * x - s * y;
    state[j] = s * x + c * y;
  }
}

/**
 * States after one circuit that all share: U(angles)|ψ_b⟩.
 *
 * states [B, 2^(n+1)], Re and Im of each amplitude in turn; angles [P]; `program` (`planeProgram`) is U. The result has the states' shape.
 */
export function turnedStates(states: tf.Tensor2D, angles: tf.Tensor, program: Int32Array): tf.Tensor2D {
  const [B, size] = states.shape;
  const gates = program[0]!;
  return differentiable([states, angles], (save) => {
    const [y] = compute([states.shape], [states, angles], ([out], [psi, theta]) => {
      out!.set(psi!);
      for (let g = 0; g < gates; g++) {
        const start = program[1 + g]!;
        const half = theta![program[start]!]! / 2;
        for (let b = 0; b < B; b++) turn(out!, b * size, program, start, Math.cos(half), Math.sin(half));
      }
    });
    save([y!, angles]);
    return {
      value: y!,
      gradients: (dy, saved) =>
        compute([states.shape, angles.shape], [...saved, dy], ([dPsi, dAngles], [final, theta, upstream]) => {
          const psi = Float64Array.from(final!);
          const lambda = Float64Array.from(upstream!);
          dAngles!.fill(0);
          for (let g = gates - 1; g >= 0; g--) {
            const start = program[1 + g]!;
            const column = program[start]!;
            const half = theta![column]! / 2;
            for (let b = 0; b < B; b++) {
              let slope = 0;
              for (let k = 0, at = start + 2; k < program[start + 1]!; k++, at += 2) {
                const [i, j] = [b * size + program[at]!, b * size + program[at + 1]!];
                slope += lambda[j]! * psi[i]! - lambda[i]! * psi[j]!;
              }
              dAngles![column]! += slope / 2;
              for (const each of [psi, lambda]) turn(each, b * size, program, start, Math.cos(half), -Math.sin(half));
            }
          }
          dPsi!.set(lambda);
        }),
    };
  }) as tf.Tensor2D;
}
