import fc from "fast-check";
import { Circuit, GATES, GATE_NAMES, complexMatrix, multiplyMatrices, operationMatrix, param, tensorProduct } from "quantum-attention";
import type { Angle, ComplexMatrix, Observable, Operation, Random } from "quantum-attention";

const unitary = (random: Random, nWires: number): ComplexMatrix => {
  const u3 = () =>
    operationMatrix({ gate: "U3", controls: [], wires: [0], params: [0, 0, 0].map(() => random.between(-4, 4)), matrix: null }, () => NaN);
  if (nWires === 1) return u3();
  const swapHalf = complexMatrix([[1, 0, 0, 0], [0, Math.SQRT1_2, [0, Math.SQRT1_2], 0], [0, [0, Math.SQRT1_2], Math.SQRT1_2, 0], [0, 0, 0, 1]]); // prettier-ignore
  return multiplyMatrices(tensorProduct(u3(), u3()), multiplyMatrices(swapHalf, tensorProduct(u3(), u3())));
};

/**
 * A circuit of `nGates` random operations: any gate of the table or a unitary, on random wires, a third of them under one or two
 * extra controls, with constant, scaled, offset and shared angles among `nParams` parameters.
 */
export function randomCircuit(random: Random, nQubits: number, nGates: number, nParams: number): Circuit {
  const kinds = [...GATE_NAMES, "Unitary1", "Unitary2"] as const;
  const operations: Operation[] = [];
  while (operations.length < nGates) {
    const kind = kinds[random.integer(0, kinds.length)]!;
    const wires = random.permutation(nQubits);
    const nControls = Math.max(0, random.integer(-3, 3));
    const isUnitary = kind === "Unitary1" || kind === "Unitary2";
    const nWires = kind === "Unitary1" ? 1 : kind === "Unitary2" ? 2 : GATES[kind].nWires;
    if (nWires + nControls > nQubits) continue;
    const angle = (): Angle =>
      random.uniform() < 0.2
        ? random.between(-7, 7)
        : param(random.integer(0, nParams), { scale: random.between(-2, 2), offset: random.between(-1, 1) });
    operations.push({
      gate: isUnitary ? "Unitary" : kind,
      controls: wires.slice(nWires, nWires + nControls),
      wires: wires.slice(0, nWires),
      params: isUnitary ? [] : Array.from({ length: GATES[kind].nParams }, angle),
      matrix: isUnitary ? unitary(random, nWires) : null,
    });
  }
  return Circuit.of(
    nQubits,
    operations,
    Array.from({ length: nParams }, (_, i) => `theta${i}`),
  );
}

/** `count` observables of three random Pauli strings each. */
export function randomObservables(random: Random, nQubits: number, count: number): Observable[] {
  const paulis = () => Array.from({ length: nQubits }, () => "IXYZ"[random.integer(0, 4)]).join("");
  return Array.from({ length: count }, () => ({
    nQubits,
    terms: [0, 1, 2].map(() => ({ coefficient: random.between(-1, 1), paulis: paulis() })),
  }));
}

export const normals = (random: Random, length: number): Float64Array => Float64Array.from({ length }, () => random.normal());

/** The largest |a − b|; Infinity when a value is NaN or the lengths differ. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let worst = a.length === b.length ? 0 : Infinity;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i]! - b[i]!);
    worst = Number.isNaN(difference) ? Infinity : Math.max(worst, difference);
  }
  return worst;
}

/** A seed from fast-check, so that a failing circuit can be named and built again. */
export const seeds = fc.integer({ min: 0, max: 2 ** 31 - 1 });
