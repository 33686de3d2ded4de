import { allZ, circuit, Circuit, GATES, GATE_NAMES, param, Random, type Operation, type ParamBatch } from "../src/index";

/** One size of the standard circuit: RY RZ on every qubit, CNOT chain and ring between layers, all ⟨Z_i⟩, every row its own angles. */
export interface AnsatzSize {
  readonly qubits: number;
  readonly layers: number;
  readonly batch: number;
}

export const ANSATZ_SIZES: readonly AnsatzSize[] = [
  { qubits: 4, layers: 2, batch: 1024 },
  { qubits: 4, layers: 3, batch: 1024 },
  { qubits: 6, layers: 3, batch: 1024 },
  { qubits: 8, layers: 3, batch: 256 },
  { qubits: 10, layers: 3, batch: 64 },
];

export const LARGE_SIZES: readonly AnsatzSize[] = [16, 18, 20].map((qubits) => ({ qubits, layers: 3, batch: 1 }));

/** The circuit that no fast pass is made for: random gates of the whole table on all wires of every layer. */
export const RANDOM_SIZE = { qubits: 6, depth: 30, batch: 1024, seed: 4 } as const;

/** u(i) in [0, 1): a hash that the peers' scripts repeat (bench/peers/workload.py). */
export function hashed(index: number, seed: number): number {
  let x = (Math.imul(index + 1, 0x9e3779b9) + seed) | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return ((x ^ (x >>> 16)) >>> 0) / 2 ** 32;
}

export const hashedAngles = (count: number): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => (2 * hashed(i, 1) - 1) * Math.PI);

export const hashedWeights = (count: number): Float32Array => Float32Array.from({ length: count }, (_, i) => 2 * hashed(i, 2) - 1);

export function ansatzCircuit({ qubits, layers }: Pick<AnsatzSize, "qubits" | "layers">): Circuit {
  let c = circuit(qubits);
  for (let layer = 0; layer < layers; layer++) {
    for (let q = 0; q < qubits; q++) {
      const index = 2 * (layer * qubits + q);
      c = c.ry(param(index), q).rz(param(index + 1), q);
    }
    if (layer < layers - 1) for (let q = 0; q < qubits; q++) c = c.cnot(q, (q + 1) % qubits);
  }
  return c;
}

export function randomGates(): Circuit {
  const random = new Random(RANDOM_SIZE.seed);
  const operations: Operation[] = [];
  let next = 0;
  for (let layer = 0; layer < RANDOM_SIZE.depth; layer++) {
    let free = random.permutation(RANDOM_SIZE.qubits);
    while (free.length > 0) {
      const gate = GATE_NAMES[random.integer(0, GATE_NAMES.length)]!;
      const { nWires, nParams } = GATES[gate];
      if (nWires > free.length) continue;
      const params = Array.from({ length: nParams }, () => param(next++));
      operations.push({ gate, controls: [], wires: free.slice(0, nWires), params, matrix: null });
      free = free.slice(nWires);
    }
  }
  return Circuit.of(RANDOM_SIZE.qubits, operations);
}

/** The first `rows` rows of the circuit's batch with their weights of ⟨Z_i⟩. */
export function hashedBatch(c: Circuit, rows: number): { params: ParamBatch; observables: ReturnType<typeof allZ>; weights: Float32Array } {
  return {
    params: { batchSize: rows, perRow: hashedAngles(rows * c.nParams), shared: new Float32Array(0) },
    observables: allZ(c.nQubits),
    weights: hashedWeights(rows * c.nQubits),
  };
}
