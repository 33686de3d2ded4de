import { exp4, normalCdf4, tanh4 } from "./exponential";

// Every loop takes four lanes at a time; what is left over goes through the same lanes one by one.

// @ts-ignore: decorator
@inline function lane0(x: v128): f32 {
  return f32x4.extract_lane(x, 0);
}

export function relu(x: usize, y: usize, n: usize): void {
  const vectors = (n & ~3) << 2, bytes = n << 2;
  let i: usize = 0;
  for (; i < vectors; i += 16) v128.store(y + i, f32x4.max(v128.load(x + i), f32x4.splat(0)));
  for (; i < bytes; i += 4) store<f32>(y + i, lane0(f32x4.max(v128.load32_splat(x + i), f32x4.splat(0))));
}

export function reluGrad(y: usize, dy: usize, dx: usize, n: usize): void {
  const vectors = (n & ~3) << 2, bytes = n << 2;
  let i: usize = 0;
  for (; i < vectors; i += 16) v128.store(dx + i, v128.and(v128.load(dy + i), f32x4.gt(v128.load(y + i), f32x4.splat(0))));
  for (; i < bytes; i += 4) store<f32>(dx + i, load<f32>(y + i) > 0 ? load<f32>(dy + i) : 0);
}

// @ts-ignore: decorator
@inline function geluSlope(x: v128, g: v128, cdf: v128): v128 {
  return f32x4.add(cdf, f32x4.mul(f32x4.mul(x, f32x4.splat(0.39894228)), g));
}

export function gelu(x: usize, y: usize, slope: usize, n: usize): void {
  const vectors = (n & ~3) << 2, bytes = n << 2, minusHalf = f32x4.splat(-0.5);
  let i: usize = 0;
  for (; i < vectors; i += 16) {
    const v = v128.load(x + i), g = exp4(f32x4.mul(minusHalf, f32x4.mul(v, v))), cdf = normalCdf4(v, g);
    v128.store(y + i, f32x4.mul(v, cdf));
    v128.store(slope + i, geluSlope(v, g, cdf));
  }
  for (; i < bytes; i += 4) {
    const v = v128.load32_splat(x + i), g = exp4(f32x4.mul(minusHalf, f32x4.mul(v, v))), cdf = normalCdf4(v, g);
    store<f32>(y + i, lane0(f32x4.mul(v, cdf)));
    store<f32>(slope + i, lane0(geluSlope(v, g, cdf)));
  }
}

export function tanh(x: usize, y: usize, n: usize): void {
  const vectors = (n & ~3) << 2, bytes = n << 2;
  let i: usize = 0;
  for (; i < vectors; i += 16) v128.store(y + i, tanh4(v128.load(x + i)));
  for (; i < bytes; i += 4) store<f32>(y + i, lane0(tanh4(v128.load32_splat(x + i))));
}

export function tanhGrad(y: usize, dy: usize, dx: usize, n: usize): void {
  const vectors = (n & ~3) << 2, bytes = n << 2;
  let i: usize = 0;
  for (; i < vectors; i += 16) {
    const v = v128.load(y + i);
    v128.store(dx + i, f32x4.mul(v128.load(dy + i), f32x4.sub(f32x4.splat(1), f32x4.mul(v, v))));
  }
  for (; i < bytes; i += 4) {
    const v = load<f32>(y + i);
    store<f32>(dx + i, load<f32>(dy + i) * (1 - v * v));
  }
}

export function add(x: usize, y: usize, z: usize, n: usize): void {
  const vectors = (n & ~3) << 2, bytes = n << 2;
  let i: usize = 0;
  for (; i < vectors; i += 16) v128.store(z + i, f32x4.add(v128.load(x + i), v128.load(y + i)));
  for (; i < bytes; i += 4) store<f32>(z + i, load<f32>(x + i) + load<f32>(y + i));
}

export function multiply(x: usize, y: usize, z: usize, n: usize): void {
  const vectors = (n & ~3) << 2, bytes = n << 2;
  let i: usize = 0;
  for (; i < vectors; i += 16) v128.store(z + i, f32x4.mul(v128.load(x + i), v128.load(y + i)));
  for (; i < bytes; i += 4) store<f32>(z + i, load<f32>(x + i) * load<f32>(y + i));
}

export function addPositions(x: usize, table: usize, y: usize, B: usize, size: usize): void {
  for (let b: usize = 0; b < B; b++) add(x + ((b * size) << 2), table, y + ((b * size) << 2), size);
}
