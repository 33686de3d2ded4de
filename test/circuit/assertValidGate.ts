import { expect } from "vitest";
import { circuit, controlledMatrix, dagger, GATES, getEngine, gradient, identityMatrix, isUnitary } from "quantum-attention";
import { matrixDistance, multiplyMatrices, param, Random, type Circuit, type ComplexMatrix, type GateName } from "quantum-attention";
import { normals, randomObservables } from "../simulator/randomCircuit";
import { circuitMatrix } from "./circuitMatrix";

const combine = (a: ComplexMatrix, factor: number, b: ComplexMatrix): ComplexMatrix => ({
  size: a.size,
  re: a.re.map((x, i) => x + factor * b.re[i]!),
  im: a.im.map((x, i) => x + factor * b.im[i]!),
});
const zero = (size: number): ComplexMatrix => ({ size, re: new Float64Array(size * size), im: new Float64Array(size * size) });
const timesMinusI = (a: ComplexMatrix): ComplexMatrix => ({ size: a.size, re: a.im.slice(), im: a.re.map((x) => -x) });

/** The unitary that an engine applies: its states from every basis state. */
function simulatedMatrix(engine: "reference" | "plain", c: Circuit): ComplexMatrix {
  const size = 2 ** c.nQubits;
  const matrix = zero(size);
  for (let column = 0; column < size; column++) {
    let prepared = circuit(c.nQubits);
    for (let wire = 0; wire < c.nQubits; wire++) if ((column >> (c.nQubits - 1 - wire)) & 1) prepared = prepared.x(wire);
    const none = { batchSize: 1, perRow: new Float64Array(0), shared: new Float64Array(0) };
    const { re, im } = getEngine(engine).compile(prepared.compose(c)).states(none);
    for (let row = 0; row < size; row++) {
      matrix.re[row * size + column] = re[row]!;
      matrix.im[row * size + column] = im[row]!;
    }
  }
  return matrix;
}

/** True when the eigenvalues of the Hermitian G are exactly the ones listed: Π(G − λ) = 0, and every factor is needed. */
function hasSpectrum(generator: ComplexMatrix, spectrum: readonly number[]): boolean {
  const product = (eigenvalues: readonly number[]) =>
    eigenvalues.reduce(
      (result, eigenvalue) => multiplyMatrices(result, combine(generator, -eigenvalue, identityMatrix(generator.size))),
      identityMatrix(generator.size),
    );
  const vanishes = (eigenvalues: readonly number[]) => matrixDistance(product(eigenvalues), zero(generator.size)) < 1e-12;
  return vanishes(spectrum) && spectrum.every((_, i) => !vanishes(spectrum.filter((__, j) => j !== i)));
}

/** Everything that a row of the gate table promises, in one call. */
export function assertValidGate(name: GateName, seed = 1): void {
  const row = GATES[name];
  const random = new Random(seed).split(name);
  const params = [...normals(random, row.nParams)];
  const matrix = row.matrix(params);
  expect(matrix.size).toBe(2 ** row.nWires);
  expect(isUnitary(matrix, 1e-14)).toBe(true);
  expect(row.labels.length === row.nWires || row.labels.length === 1).toBe(true);
  expect(row.qasm.name).toMatch(/^[a-z][a-z0-9]*$/);

  const inverse = row.inverse(params);
  const undo = GATES[inverse.gate].matrix(inverse.params as number[]);
  expect(matrixDistance(multiplyMatrices(undo, matrix), identityMatrix(matrix.size))).toBeLessThan(1e-14);

  // Read against the independent dense matrix, on scrambled wires, bare and under one and two controls.
  const nQubits = row.nWires + 1;
  const wires = random.permutation(nQubits).slice(0, row.nWires);
  const placed = circuit(nQubits).add(name, wires, params);
  for (const c of [placed, placed.controlled(), placed.inverse()])
    for (const engine of ["reference", "plain"] as const)
      expect(matrixDistance(simulatedMatrix(engine, c), circuitMatrix(c))).toBeLessThan(1e-13);
  const bare = circuit(row.nWires).add(name, Array.from({ length: row.nWires }, (_, i) => i), params); // prettier-ignore
  expect(matrixDistance(circuitMatrix(bare), matrix)).toBeLessThan(1e-15);
  const twice = controlledMatrix(controlledMatrix(matrix));
  expect(matrixDistance(circuitMatrix(bare.controlled().controlled()), twice)).toBeLessThan(1e-14);

  if (row.nParams === 1) {
    expect(row.generator).not.toBeNull();
    expect(matrixDistance(dagger(row.generator!), row.generator!)).toBe(0);
    expect(hasSpectrum(row.generator!, row.spectrum)).toBe(true);
    const [theta] = params as [number];
    const h = 1e-6;
    const slope = combine(zero(matrix.size), 1 / (2 * h), combine(row.matrix([theta + h]), -1, row.matrix([theta - h])));
    expect(matrixDistance(slope, multiplyMatrices(timesMinusI(row.generator!), matrix))).toBeLessThan(1e-9);
    expect(matrixDistance(row.matrix([0]), identityMatrix(matrix.size))).toBe(0);
  }
  if (row.nParams > 1) {
    const parts = row.parts!(params);
    const product = parts.reduce(
      (result, part) => multiplyMatrices(GATES[part.gate].matrix(part.params as number[]), result),
      identityMatrix(matrix.size),
    );
    expect(matrixDistance(product, matrix)).toBeLessThan(1e-14);
  }
  if (row.nParams > 0) assertGradients(name, wires, nQubits, random);
}

/** Adjoint against parameter-shift, bare and controlled, between random rotations. */
function assertGradients(name: GateName, wires: readonly number[], nQubits: number, random: Random): void {
  const slots = Array.from({ length: GATES[name].nParams }, (_, i) => param(`p${i}`, { scale: 0.7, offset: 0.1 }));
  let scramble = circuit(nQubits);
  for (let q = 0; q < nQubits; q++) scramble = scramble.u3(random.normal(), random.normal(), random.normal(), q);
  const placed = scramble.add(name, wires, slots).compose(scramble);
  for (const c of [placed, placed.controlled()]) {
    const observables = randomObservables(random, c.nQubits, 2);
    const at = normals(random, slots.length);
    const [adjoint, shift] = (["adjoint", "parameter-shift"] as const).map((diffMethod) =>
      gradient(c, observables, at, { diffMethod, engine: "reference" }),
    );
    shift!.jacobian.forEach((value, i) => expect(Math.abs(value - adjoint!.jacobian[i]!)).toBeLessThan(1e-12));
  }
}
