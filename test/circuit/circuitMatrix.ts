import { multiplyMatrices, identityMatrix, operationMatrix, type Circuit, type ComplexMatrix, type Operation } from "quantum-attention";

/** The dense matrix of one operation on all wires, entry by entry: slow and obvious. */
function embedded(operation: Operation, nQubits: number, value: (name: string) => number): ComplexMatrix {
  const small = operationMatrix(operation, value);
  const wires = [...operation.controls, ...operation.wires];
  const size = 2 ** nQubits;
  const result = { size, re: new Float64Array(size * size), im: new Float64Array(size * size) };
  const bit = (state: number, wire: number): number => (state >> (nQubits - 1 - wire)) & 1;
  const local = (state: number): number => wires.reduce((sum, wire) => 2 * sum + bit(state, wire), 0);
  const rest = (state: number): number => wires.reduce((s, wire) => s & ~(1 << (nQubits - 1 - wire)), state);
  for (let r = 0; r < size; r++)
    for (let c = 0; c < size; c++) {
      if (rest(r) !== rest(c)) continue;
      result.re[r * size + c] = small.re[local(r) * small.size + local(c)]!;
      result.im[r * size + c] = small.im[local(r) * small.size + local(c)]!;
    }
  return result;
}

/** The unitary of a whole circuit. */
export function circuitMatrix(circuit: Circuit, values: Readonly<Record<string, number>> = {}): ComplexMatrix {
  let matrix = identityMatrix(2 ** circuit.nQubits);
  for (const operation of circuit.operations)
    matrix = multiplyMatrices(
      embedded(operation, circuit.nQubits, (name) => values[name]!),
      matrix,
    );
  return matrix;
}

/** The largest entry of a − e^{i·phase} b, with the phase given or the one that aligns the largest entry. */
export function distance(a: ComplexMatrix, b: ComplexMatrix, phase?: number): number {
  let at = 0;
  for (let i = 0; i < b.re.length; i++) if (Math.hypot(b.re[i]!, b.im[i]!) > Math.hypot(b.re[at]!, b.im[at]!)) at = i;
  const angle = phase ?? Math.atan2(a.im[at]!, a.re[at]!) - Math.atan2(b.im[at]!, b.re[at]!);
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return a.re.reduce(
    (worst, re, i) => Math.max(worst, Math.hypot(re - (c * b.re[i]! - s * b.im[i]!), a.im[i]! - (c * b.im[i]! + s * b.re[i]!))),
    0,
  );
}
