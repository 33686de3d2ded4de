import { gemm, transpose } from "./gemm";

export function linear(x: usize, w: usize, b: usize, y: usize, M: usize, K: usize, N: usize): void {
  gemm(x, K, 1, w, N, y, N, b, M, K, N);
}

/** dx = dy·wᵀ, dw = xᵀ·dy, db = column sums of dy (0: no bias); scratch holds K·N floats. */
export function linearGrad(
  x: usize, w: usize, dy: usize, dx: usize, dw: usize, db: usize, M: usize, K: usize, N: usize, scratch: usize,
): void {
  transpose(w, N, scratch, K, N);
  gemm(dy, N, 1, scratch, K, dx, K, 0, M, N, K);
  weightGradient(x, dy, dw, M, K, N);
  if (db) columnSums(dy, db, M, N);
}

/** Rows of x and dy that stay in the first cache while a stripe of dw is summed over them. */
const BLOCK: usize = 128;

/** dw = xᵀ·dy, the rows summed in order, block by block. */
function weightGradient(x: usize, dy: usize, dw: usize, M: usize, K: usize, N: usize): void {
  if (M <= BLOCK || K < 4 || N < 8) return gemm(x, 1, K, dy, N, dw, N, 0, K, M, N);
  const tall = K & ~3, wide = N & ~7, xRow = K << 2, row = N << 2;
  for (let first: usize = 0; first < M; first += BLOCK) {
    const rows = min(BLOCK, M - first), from = x + first * xRow, to = dy + first * row;
    for (let j: usize = 0; j < wide; j += 8)
      for (let i: usize = 0; i < tall; i += 4) addTile(from + (i << 2), xRow, to + (j << 2), row, dw + i * row + (j << 2), rows, first > 0);
  }
  if (wide < N) gemm(x, 1, K, dy + (wide << 2), N, dw + (wide << 2), N, 0, K, M, N - wide);
  if (tall < K) gemm(x + (tall << 2), 1, K, dy, N, dw + tall * row, N, 0, K - tall, M, wide);
}

/** Four rows by eight columns of dw, over `rows` rows of x and dy; `more`: added to what dw holds. */
function addTile(x: usize, xRow: usize, dy: usize, dyRow: usize, dw: usize, rows: usize, more: bool): void {
  const c1 = dw + dyRow, c2 = c1 + dyRow, c3 = c2 + dyRow;
  const zero = f32x4.splat(0);
  let p0 = more ? v128.load(dw) : zero, q0 = more ? v128.load(dw, 16) : zero;
  let p1 = more ? v128.load(c1) : zero, q1 = more ? v128.load(c1, 16) : zero;
  let p2 = more ? v128.load(c2) : zero, q2 = more ? v128.load(c2, 16) : zero;
  let p3 = more ? v128.load(c3) : zero, q3 = more ? v128.load(c3, 16) : zero;
  for (let n: usize = 0; n < rows; n++) {
    const p = v128.load(dy), q = v128.load(dy, 16);
    let s = v128.load32_splat(x);
    p0 = f32x4.add(p0, f32x4.mul(s, p));
    q0 = f32x4.add(q0, f32x4.mul(s, q));
    s = v128.load32_splat(x, 4);
    p1 = f32x4.add(p1, f32x4.mul(s, p));
    q1 = f32x4.add(q1, f32x4.mul(s, q));
    s = v128.load32_splat(x, 8);
    p2 = f32x4.add(p2, f32x4.mul(s, p));
    q2 = f32x4.add(q2, f32x4.mul(s, q));
    s = v128.load32_splat(x, 12);
    p3 = f32x4.add(p3, f32x4.mul(s, p));
    q3 = f32x4.add(q3, f32x4.mul(s, q));
    x += xRow;
    dy += dyRow;
  }
  v128.store(dw, p0);
  v128.store(dw, q0, 16);
  v128.store(c1, p1);
  v128.store(c1, q1, 16);
  v128.store(c2, p2);
  v128.store(c2, q2, 16);
  v128.store(c3, p3);
  v128.store(c3, q3, 16);
}

function columnSums(from: usize, to: usize, M: usize, N: usize): void {
  const row = N << 2, vectors = (N & ~3) << 2;
  let j: usize = 0;
  for (; j < vectors; j += 16) {
    let sum = f32x4.splat(0), p = from + j;
    for (let i: usize = 0; i < M; i++) {
      sum = f32x4.add(sum, v128.load(p));
      p += row;
    }
    v128.store(to + j, sum);
  }
  for (; j < row; j += 4) {
    let sum: f32 = 0, p = from + j;
    for (let i: usize = 0; i < M; i++) {
      sum += load<f32>(p);
      p += row;
    }
    store<f32>(to + j, sum);
  }
}
