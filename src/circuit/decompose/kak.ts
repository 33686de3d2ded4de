import { determinant, EigenvalueDecomposition, Matrix } from "ml-matrix";
import { complexMatrix, dagger, multiplyMatrices, type ComplexMatrix } from "../matrix";

/** U = e^{i·phase} (after[0] ⊗ after[1]) · exp(i(x·XX + y·YY + z·ZZ)) · (before[0] ⊗ before[1]). */
export interface Kak {
  readonly phase: number;
  readonly before: readonly [ComplexMatrix, ComplexMatrix];
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly after: readonly [ComplexMatrix, ComplexMatrix];
}

const R = Math.SQRT1_2;
/** Columns are the magic (Bell) basis, in which SU(2)⊗SU(2) is real orthogonal and XX, YY, ZZ are diagonal. */
const MAGIC = complexMatrix([[R, 0, 0, [0, R]], [0, [0, R], R, 0], [0, [0, R], -R, 0], [R, 0, 0, [0, -R]]]); // prettier-ignore

const real = (matrix: Matrix): ComplexMatrix => ({ size: 4, re: Float64Array.from(matrix.to1DArray()), im: new Float64Array(16) });

/** A real orthogonal P with PᵀSP diagonal, for a symmetric unitary S: a real mixture of its commuting parts has the same eigenvectors. */
function diagonaliser(symmetric: ComplexMatrix): Matrix {
  let best: { off: number; vectors: Matrix } | null = null;
  for (let attempt = 0; attempt < 16; attempt++) {
    const [a, b] = [Math.cos(1 + attempt), Math.sin(1 + attempt)];
    const mixed = new Matrix(4, 4);
    for (let i = 0; i < 16; i++) mixed.set(i >> 2, i & 3, a * symmetric.re[i]! + b * symmetric.im[i]!);
    const vectors = new EigenvalueDecomposition(mixed, { assumeSymmetric: true }).eigenvectorMatrix;
    const p = real(vectors);
    const rotated = multiplyMatrices(multiplyMatrices(dagger(p), symmetric), p);
    let off = 0;
    for (let i = 0; i < 16; i++) if (i >> 2 !== (i & 3)) off = Math.max(off, Math.hypot(rotated.re[i]!, rotated.im[i]!));
    if (best === null || off < best.off) best = { off, vectors };
  }
  return best!.vectors;
}

/** Splits a product a ⊗ b of one-qubit unitaries; the phase goes with a. */
function splitProduct(product: ComplexMatrix): readonly [ComplexMatrix, ComplexMatrix] {
  let pivot = 0;
  for (let i = 1; i < 16; i++)
    if (Math.hypot(product.re[i]!, product.im[i]!) > Math.hypot(product.re[pivot]!, product.im[pivot]!) + 1e-12) pivot = i;
  const [row, column] = [pivot >> 2, pivot & 3];
  const block = (r: number, c: number): { re: Float64Array; im: Float64Array } => {
    const index = [0, 1, 2, 3].map((k) => ((r << 1) | (k >> 1)) * 4 + ((c << 1) | (k & 1)));
    return { re: Float64Array.from(index, (i) => product.re[i]!), im: Float64Array.from(index, (i) => product.im[i]!) };
  };
  const raw = block(row >> 1, column >> 1);
  const norm = Math.sqrt(raw.re.reduce((s, x, i) => s + x * x + raw.im[i]! ** 2, 0) / 2);
  const b: ComplexMatrix = { size: 2, re: raw.re.map((x) => x / norm), im: raw.im.map((x) => x / norm) };
  const a = { size: 2, re: new Float64Array(4), im: new Float64Array(4) };
  for (let k = 0; k < 4; k++) {
    const part = block(k >> 1, k & 1);
    for (let i = 0; i < 4; i++) {
      a.re[k]! += (part.re[i]! * b.re[i]! + part.im[i]! * b.im[i]!) / 2;
      a.im[k]! += (part.im[i]! * b.re[i]! - part.re[i]! * b.im[i]!) / 2;
    }
  }
  return [a, b];
}

/**
 * The Cartan (KAK) decomposition of a two-qubit unitary, exact with its global phase (Kraus & Cirac, quant-ph/0011050):
 * in the magic basis U = K₁ D K₂ with K real orthogonal and D diagonal.
 */
export function kakDecomposition(unitary: ComplexMatrix): Kak {
  const inMagic = multiplyMatrices(multiplyMatrices(dagger(MAGIC), unitary), MAGIC);
  const transposed = { size: 4, re: new Float64Array(16), im: new Float64Array(16) };
  for (let i = 0; i < 16; i++) {
    transposed.re[i] = inMagic.re[(i & 3) * 4 + (i >> 2)]!;
    transposed.im[i] = inMagic.im[(i & 3) * 4 + (i >> 2)]!;
  }
  const symmetric = multiplyMatrices(transposed, inMagic);
  const vectors = diagonaliser(symmetric);
  if (determinant(vectors) < 0) for (let r = 0; r < 4; r++) vectors.set(r, 0, -vectors.get(r, 0));
  const p = real(vectors);
  const squared = multiplyMatrices(multiplyMatrices(dagger(p), symmetric), p);
  const angles = [0, 5, 10, 15].map((i) => Math.atan2(squared.im[i]!, squared.re[i]!) / 2);

  const undoPhases = { size: 4, re: new Float64Array(16), im: new Float64Array(16) };
  angles.forEach((angle, i) => {
    undoPhases.re[5 * i] = Math.cos(angle);
    undoPhases.im[5 * i] = -Math.sin(angle);
  });
  const left = multiplyMatrices(multiplyMatrices(inMagic, p), undoPhases); // real orthogonal up to rounding
  if (determinant(new Matrix(Array.from({ length: 4 }, (_, r) => Array.from(left.re.slice(4 * r, 4 * r + 4))))) < 0) {
    angles[0]! += Math.PI;
    for (let r = 0; r < 4; r++) left.re[4 * r]! *= -1;
  }
  left.im.fill(0);
  const toProduct = (k: ComplexMatrix): readonly [ComplexMatrix, ComplexMatrix] =>
    splitProduct(multiplyMatrices(multiplyMatrices(MAGIC, k), dagger(MAGIC)));
  const [t0, t1, t2, t3] = angles as [number, number, number, number];
  // The magic states are eigenvectors of (XX, YY, ZZ) with eigenvalues (1,−1,1), (1,1,−1), (−1,−1,−1), (−1,1,1).
  return {
    phase: (t0 + t1 + t2 + t3) / 4,
    x: (t0 + t1 - t2 - t3) / 4,
    y: (-t0 + t1 - t2 + t3) / 4,
    z: (t0 - t1 - t2 + t3) / 4,
    before: toProduct(dagger(p)),
    after: toProduct(left),
  };
}
