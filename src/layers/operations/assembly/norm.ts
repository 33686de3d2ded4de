import { sum4 } from "./exponential";

export function layerNorm(
  x: usize, g: usize, b: usize, y: usize, hat: usize, rstd: usize, M: usize, D: usize, epsilon: f32,
): void {
  const bytes = D << 2, vectors = (D & ~3) << 2;
  for (let i: usize = 0; i < M; i++) {
    const o = i * bytes, row = x + o;
    let sums = f32x4.splat(0), sum: f32 = 0, j: usize = 0;
    for (; j < vectors; j += 16) sums = f32x4.add(sums, v128.load(row + j));
    for (; j < bytes; j += 4) sum += load<f32>(row + j);
    const mean = (sum + sum4(sums)) / <f32>D, mean4 = f32x4.splat(mean);
    sums = f32x4.splat(0);
    sum = 0;
    for (j = 0; j < vectors; j += 16) {
      const c = f32x4.sub(v128.load(row + j), mean4);
      sums = f32x4.add(sums, f32x4.mul(c, c));
    }
    for (; j < bytes; j += 4) {
      const c = load<f32>(row + j) - mean;
      sum += c * c;
    }
    const inverse: f32 = 1 / sqrt<f32>((sum + sum4(sums)) / <f32>D + epsilon);
    store<f32>(rstd + (i << 2), inverse);
    for (j = 0; j < vectors; j += 16) {
      const h = f32x4.mul(f32x4.sub(v128.load(row + j), mean4), f32x4.splat(inverse));
      v128.store(hat + o + j, h);
      v128.store(y + o + j, f32x4.add(f32x4.mul(h, v128.load(g + j)), v128.load(b + j)));
    }
    for (; j < bytes; j += 4) {
      const h = (load<f32>(row + j) - mean) * inverse;
      store<f32>(hat + o + j, h);
      store<f32>(y + o + j, h * load<f32>(g + j) + load<f32>(b + j));
    }
  }
}

export function layerNormGrad(
  hat: usize, rstd: usize, g: usize, dy: usize, dx: usize, dg: usize, db: usize, M: usize, D: usize,
): void {
  const bytes = D << 2, vectors = (D & ~3) << 2, inverse: f32 = 1 / <f32>D;
  memory.fill(dg, 0, bytes);
  memory.fill(db, 0, bytes);
  for (let i: usize = 0; i < M; i++) {
    const o = i * bytes, r = load<f32>(rstd + (i << 2));
    let sums = f32x4.splat(0), hats = f32x4.splat(0), sum: f32 = 0, hatSum: f32 = 0, j: usize = 0;
    for (; j < vectors; j += 16) {
      const e = v128.load(dy + o + j), h = v128.load(hat + o + j), scaled = f32x4.mul(e, v128.load(g + j));
      v128.store(dg + j, f32x4.add(v128.load(dg + j), f32x4.mul(e, h)));
      v128.store(db + j, f32x4.add(v128.load(db + j), e));
      sums = f32x4.add(sums, scaled);
      hats = f32x4.add(hats, f32x4.mul(scaled, h));
    }
    for (; j < bytes; j += 4) {
      const e = load<f32>(dy + o + j), h = load<f32>(hat + o + j), scaled = e * load<f32>(g + j);
      store<f32>(dg + j, load<f32>(dg + j) + e * h);
      store<f32>(db + j, load<f32>(db + j) + e);
      sum += scaled;
      hatSum += scaled * h;
    }
    const mean = (sum + sum4(sums)) * inverse, hatMean = (hatSum + sum4(hats)) * inverse;
    for (j = 0; j < vectors; j += 16) {
      const scaled = f32x4.mul(v128.load(dy + o + j), v128.load(g + j));
      const taken = f32x4.add(f32x4.splat(mean), f32x4.mul(v128.load(hat + o + j), f32x4.splat(hatMean)));
      v128.store(dx + o + j, f32x4.mul(f32x4.splat(r), f32x4.sub(scaled, taken)));
    }
    for (; j < bytes; j += 4) {
      const taken = mean + load<f32>(hat + o + j) * hatMean;
      store<f32>(dx + o + j, r * (load<f32>(dy + o + j) * load<f32>(g + j) - taken));
    }
  }
}
