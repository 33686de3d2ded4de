import type * as tf from "@tensorflow/tfjs";
import { differentiable } from "../../layers/operations/differentiable";
import { planeSlope, turnPlanes } from "../../layers/operations/kernels/plainPlanes";
import { compute } from "../../layers/operations/tensorMemory";

/**
 * States after one circuit that all share: U(angles)|ψ_b⟩.
 *
 * states [B, 2^(n+1)], Re and Im of each amplitude in turn; angles [P]; `program` (`planeProgram`) is U. The result has the states' shape.
 */
export function turnedStates(states: tf.Tensor2D, angles: tf.Tensor, program: Int32Array): tf.Tensor2D {
  const [B, size] = states.shape;
  const gates = program[0]!;
  const rowsOf = <Values extends Float32Array | Float64Array>(values: Values): Values[] =>
    Array.from({ length: B }, (_, b) => values.subarray(b * size, (b + 1) * size) as Values);
  return differentiable([states, angles], (save) => {
    const [y] = compute([states.shape], [states, angles], ([out], [psi, theta]) => {
      out!.set(psi!);
      for (let g = 1; g <= gates; g++) {
        const start = program[g]!;
        const half = theta![program[start]!]! / 2;
        for (const row of rowsOf(out!)) turnPlanes(row, program, start, Math.cos(half), Math.sin(half));
      }
    });
    save([y!, angles]);
    return {
      value: y!,
      gradients: (dy, saved) =>
        compute([states.shape, angles.shape], [...saved, dy], ([dPsi, dAngles], [final, theta, upstream]) => {
          const lambda = Float64Array.from(upstream!);
          const [psis, lambdas] = [rowsOf(Float64Array.from(final!)), rowsOf(lambda)];
          dAngles!.fill(0);
          for (let g = gates; g >= 1; g--) {
            const start = program[g]!;
            const column = program[start]!;
            const half = theta![column]! / 2;
            psis.forEach((psi, b) => {
              dAngles![column]! += planeSlope(psi, lambdas[b]!, program, start) / 2;
              for (const each of [psi, lambdas[b]!]) turnPlanes(each, program, start, Math.cos(half), -Math.sin(half));
            });
          }
          dPsi!.set(lambda);
        }),
    };
  }) as tf.Tensor2D;
}
