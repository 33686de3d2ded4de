type Values = Float32Array | Float64Array;

/** Turns every plane of one gate of a program, which begins at `start`, by the angle of this cosine and sine. */
export function turnPlanes(state: Values, program: Int32Array, start: number, c: number, s: number): void {
  for (let k = 0, at = start + 2; k < program[start + 1]!; k++, at += 2) {
    const [i, j] = [program[at]!, program[at + 1]!];
    const [x, y] = [state[i]!, state[j]!];
    state[i] = c * x - s * y;
    state[j] = s * x + c * y;
  }
}

/** Σ over the planes of one gate of λ_j·x_i − λ_i·x_j: the derivative by the angle that turns them. */
export function planeSlope(state: Values, lambda: Values, program: Int32Array, start: number): number {
  let sum = 0;
  for (let k = 0, at = start + 2; k < program[start + 1]!; k++, at += 2) {
    const [i, j] = [program[at]!, program[at + 1]!];
    sum += lambda[j]! * state[i]! - lambda[i]! * state[j]!;
  }
  return sum;
}
