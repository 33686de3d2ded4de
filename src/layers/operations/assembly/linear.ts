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
  gemm(x, 1, K, dy, N, dw, N, 0, K, M, N);
  if (db) columnSums(dy, db, M, N);
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
