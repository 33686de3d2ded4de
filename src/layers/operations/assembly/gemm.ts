// C[M,N] = A·B (+ bias) for any sizes. Element (i,k) of A lies at a + 4(i·aRow + k·aColumn), so A may be read transposed; rows of B
// and C are contiguous, bRow and cRow floats apart. Four rows by eight columns stay in registers; edges take narrower loops.

// @ts-ignore: decorator
@inline function axpy(sum: v128, scalar: usize, row: v128): v128 {
  return f32x4.add(sum, f32x4.mul(v128.load32_splat(scalar), row));
}

// @ts-ignore: decorator
@inline function start(bias: usize, column: usize): v128 {
  return bias ? v128.load(bias + column) : f32x4.splat(0);
}

// @ts-ignore: decorator
@inline function cell(a: usize, aColumn: usize, b: usize, bRow: usize, c: usize, bias: usize, K: usize): void {
  let sum: f32 = bias ? load<f32>(bias) : 0;
  for (let k: usize = 0; k < K; k++) {
    sum += load<f32>(a) * load<f32>(b);
    a += aColumn;
    b += bRow;
  }
  store<f32>(c, sum);
}

export function gemm(
  a: usize, aRow: usize, aColumn: usize, b: usize, bRow: usize, c: usize, cRow: usize, bias: usize, M: usize, K: usize, N: usize,
): void {
  aRow <<= 2;
  aColumn <<= 2;
  bRow <<= 2;
  cRow <<= 2;
  const wide = (N & ~7) << 2, narrow = (N & ~3) << 2, width = N << 2;
  let i: usize = 0;
  for (; i + 4 <= M; i += 4) {
    const a0 = a + i * aRow, a1 = a0 + aRow, a2 = a1 + aRow, a3 = a2 + aRow;
    const c0 = c + i * cRow, c1 = c0 + cRow, c2 = c1 + cRow, c3 = c2 + cRow;
    let j: usize = 0;
    for (; j < wide; j += 32) {
      let p0 = start(bias, j), q0 = start(bias, j + 16);
      let p1 = p0, p2 = p0, p3 = p0, q1 = q0, q2 = q0, q3 = q0;
      let row = b + j, k: usize = 0;
      for (let n: usize = 0; n < K; n++) {
        const p = v128.load(row), q = v128.load(row, 16);
        let s = v128.load32_splat(a0 + k);
        p0 = f32x4.add(p0, f32x4.mul(s, p));
        q0 = f32x4.add(q0, f32x4.mul(s, q));
        s = v128.load32_splat(a1 + k);
        p1 = f32x4.add(p1, f32x4.mul(s, p));
        q1 = f32x4.add(q1, f32x4.mul(s, q));
        s = v128.load32_splat(a2 + k);
        p2 = f32x4.add(p2, f32x4.mul(s, p));
        q2 = f32x4.add(q2, f32x4.mul(s, q));
        s = v128.load32_splat(a3 + k);
        p3 = f32x4.add(p3, f32x4.mul(s, p));
        q3 = f32x4.add(q3, f32x4.mul(s, q));
        row += bRow;
        k += aColumn;
      }
      v128.store(c0 + j, p0);
      v128.store(c0 + j, q0, 16);
      v128.store(c1 + j, p1);
      v128.store(c1 + j, q1, 16);
      v128.store(c2 + j, p2);
      v128.store(c2 + j, q2, 16);
      v128.store(c3 + j, p3);
      v128.store(c3 + j, q3, 16);
    }
    for (; j < narrow; j += 16) {
      let p0 = start(bias, j), row = b + j, k: usize = 0;
      let p1 = p0, p2 = p0, p3 = p0;
      for (let n: usize = 0; n < K; n++) {
        const p = v128.load(row);
        p0 = axpy(p0, a0 + k, p);
        p1 = axpy(p1, a1 + k, p);
        p2 = axpy(p2, a2 + k, p);
        p3 = axpy(p3, a3 + k, p);
        row += bRow;
        k += aColumn;
      }
      v128.store(c0 + j, p0);
      v128.store(c1 + j, p1);
      v128.store(c2 + j, p2);
      v128.store(c3 + j, p3);
    }
    for (; j < width; j += 4) {
      const from = bias ? bias + j : 0;
      cell(a0, aColumn, b + j, bRow, c0 + j, from, K);
      cell(a1, aColumn, b + j, bRow, c1 + j, from, K);
      cell(a2, aColumn, b + j, bRow, c2 + j, from, K);
      cell(a3, aColumn, b + j, bRow, c3 + j, from, K);
    }
  }
  for (; i < M; i++) {
    const a0 = a + i * aRow, c0 = c + i * cRow;
    let j: usize = 0;
    for (; j < narrow; j += 16) {
      let sum = start(bias, j), row = b + j, k: usize = 0;
      for (let n: usize = 0; n < K; n++) {
        sum = axpy(sum, a0 + k, v128.load(row));
        row += bRow;
        k += aColumn;
      }
      v128.store(c0 + j, sum);
    }
    for (; j < width; j += 4) cell(a0, aColumn, b + j, bRow, c0 + j, bias ? bias + j : 0, K);
  }
}

/** to[N,M] = from[M,N] transposed; rows of `from` lie fromRow floats apart. */
export function transpose(from: usize, fromRow: usize, to: usize, M: usize, N: usize): void {
  for (let i: usize = 0; i < M; i++) {
    let source = from + ((i * fromRow) << 2), target = to + (i << 2);
    for (let j: usize = 0; j < N; j++) {
      store<f32>(target, load<f32>(source));
      source += 4;
      target += M << 2;
    }
  }
}
