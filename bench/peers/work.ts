import { getEngine, operationMatrix, type Circuit, type Operation } from "../../src/index";
import { ANSATZ_SIZES, ansatzCircuit, hashedBatch, LARGE_SIZES, RANDOM_SIZE, randomGates } from "../engineWorkload";

/** Rows whose values and gradients the float64 reference gives the peers to agree with. */
const CHECKED_ROWS = 4;

function expected(c: Circuit, rows: number): { values: number[][]; gradients: number[][] } {
  const { params, observables, weights } = hashedBatch(c, rows);
  const { values, gradients } = getEngine("reference").compile(c).expvalVjp(params, observables, weights);
  const split = (flat: ArrayLike<number>): number[][] =>
    Array.from({ length: rows }, (_, b) => Array.from(flat).slice((b * flat.length) / rows, ((b + 1) * flat.length) / rows));
  return { values: split(values), gradients: split(gradients.perRow) };
}

/** An operation as a peer takes it: a named gate, or a constant one as a gather, a diagonal of the whole state, or its matrix. */
function peerOperation(operation: Operation, c: Circuit): Record<string, unknown> {
  const { gate, wires, params } = operation;
  if (params.length > 0) return { gate, wires, params: params.map((angle) => c.parameters.indexOf((angle as { name: string }).name)) };
  const { size, re, im } = operationMatrix(operation, () => NaN);
  const local = (k: number): number => wires.reduce((index, wire) => 2 * index + ((k >> (c.nQubits - 1 - wire)) & 1), 0);
  const states = Array.from({ length: 2 ** c.nQubits }, (_, k) => k);
  const isDiagonal = re.every((x, i) => i % (size + 1) === 0 || (x === 0 && im[i] === 0));
  if (isDiagonal) return { diagonal: [re, im].map((part) => states.map((k) => part[local(k) * (size + 1)])) };
  if (im.every((y) => y === 0) && re.every((x) => x === 0 || x === 1)) {
    const place = (k: number, to: number): number =>
      wires.reduce((bits, wire, i) => {
        const mask = 1 << (c.nQubits - 1 - wire);
        return (to >> (wires.length - 1 - i)) & 1 ? bits | mask : bits & ~mask;
      }, k);
    const source = (row: number): number =>
      Array.from({ length: size }, (_, column) => column).find((column) => re[row * size + column] === 1)!;
    return { gather: states.map((k) => place(k, source(local(k)))) };
  }
  const rows = (part: Float64Array): number[][] =>
    Array.from({ length: size }, (_, r) => Array.from(part.subarray(r * size, (r + 1) * size)));
  return { matrix: [rows(re), rows(im)], wires };
}

/** Everything that the peers' scripts read, as JSON. */
export function peerWork(quick: boolean): object {
  const random = randomGates();
  const shots = { qubits: 4, layers: 3, shots: 1000 };
  return {
    ansatz: ANSATZ_SIZES.map((size) => ({ ...size, ...expected(ansatzCircuit(size), CHECKED_ROWS) })),
    random: {
      ...RANDOM_SIZE,
      parameters: random.nParams,
      operations: random.operations.filter(({ gate }) => gate !== "I").map((operation) => peerOperation(operation, random)),
      ...expected(random, CHECKED_ROWS),
    },
    shots: { ...shots, gradients: expected(ansatzCircuit(shots), 1).gradients },
    large: quick
      ? []
      : LARGE_SIZES.map((size) => {
          const c = ansatzCircuit(size);
          const { params, observables } = hashedBatch(c, 1);
          return { ...size, values: [Array.from(getEngine("plain").compile(c).expval(params, observables))] };
        }),
  };
}
