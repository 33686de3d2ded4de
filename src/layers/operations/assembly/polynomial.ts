import { cosSin4, sum4 } from "./exponential";
import { gather, turnAll, turnBack } from "./planes";

// Polynomials of sums of unitaries, four unitaries in the lanes.
// Layout of a sequence's row of `kept` (floats): cosines and sines, powers, turned states; see `polynomialLayout`.

/** Cosine and sine of half the angles of the unitaries t … t+3, the last one again where there are no more. */
function writeTable(angles: usize, table: usize, t: usize, T: usize, P: usize): void {
  const stride = P << 2, last = T - 1;
  let a = angles + t * stride, b = angles + min(t + 1, last) * stride, c = angles + min(t + 2, last) * stride, d = angles + min(t + 3, last) * stride;
  for (const end = a + stride; a < end; a += 4, b += 4, c += 4, d += 4, table += 32)
    cosSin4(f32x4.mul(gather(a, b, c, d), f32x4.splat(0.5)), table);
}

/** [Re, Im] of four weights as two vectors, 0 where there are no more than T. */
function writeWeights(weights: usize, to: usize, t: usize, T: usize): void {
  v128.store(to, f32x4.splat(0), 0);
  v128.store(to, f32x4.splat(0), 16);
  for (let lane: usize = 0; lane < min<usize>(4, T - t); lane++) {
    store<f32>(to + (lane << 2), load<f32>(weights + ((t + lane) << 3)));
    store<f32>(to + (lane << 2), load<f32>(weights + ((t + lane) << 3), 4), 16);
  }
}

/** Scratch: 16·size bytes, then 32 a chunk of four unitaries. */
export function unitaryPolynomial(
  angles: usize, weights: usize, coefficients: usize, y: usize, kept: usize, program: usize, scratch: usize,
  B: usize, T: usize, P: usize, degree: usize, size: usize, row: usize,
): void {
  const state = size << 4, lanes = (T + 3) & ~3, table = P << 5, w = scratch + state;
  for (let b: usize = 0; b < B; b++) {
    const powers = kept + ((2 * lanes * P) << 2);
    let turned = powers + ((degree * size) << 2);
    for (let t: usize = 0; t < T; t += 4) {
      writeTable(angles, kept + (t >> 2) * table, t, T, P);
      writeWeights(weights, w + (t << 3), t, T);
    }
    for (let i: usize = 0; i < size; i++) store<f32>(y + (i << 2), 0);
    store<f32>(y, load<f32>(coefficients));
    for (let k: usize = 1; k <= degree; k++) {
      const power = powers + (((k - 1) * size) << 2), before = power - (size << 2), c = load<f32>(coefficients + (k << 2));
      for (let i: usize = 0; i < state; i += 16) v128.store(scratch + i, f32x4.splat(0));
      for (let t: usize = 0; t < T; t += 4, turned += state) {
        if (k == 1) {
          for (let i: usize = 0; i < state; i += 16) v128.store(turned + i, f32x4.splat(0));
          v128.store(turned, f32x4.splat(1));
        } else for (let i: usize = 0; i < state; i += 16) v128.store(turned + i, v128.load32_splat(before + (i >> 2)));
        turnAll(turned, kept + (t >> 2) * table, program);
        const re = v128.load(w + (t << 3)), im = v128.load(w + (t << 3), 16);
        for (let i: usize = 0; i < state; i += 32) {
          const a = v128.load(turned + i), d = v128.load(turned + i, 16), to = scratch + i;
          v128.store(to, f32x4.add(v128.load(to), f32x4.sub(f32x4.mul(re, a), f32x4.mul(im, d))));
          v128.store(to, f32x4.add(v128.load(to, 16), f32x4.add(f32x4.mul(re, d), f32x4.mul(im, a))), 16);
        }
      }
      for (let i: usize = 0; i < size << 2; i += 4) {
        const sum = sum4(v128.load(scratch + (i << 2)));
        store<f32>(power + i, sum);
        store<f32>(y + i, load<f32>(y + i) + c * sum);
      }
    }
    angles += (T * P) << 2;
    weights += T << 3;
    y += size << 2;
    kept += row << 2;
  }
}

/** Scratch: three states of 16·size bytes, 4·size bytes of μ, and a chunk 64 bytes and 16·P bytes of slopes. */
export function unitaryPolynomialGrad(
  weights: usize, coefficients: usize, kept: usize, dy: usize, dAngles: usize, dWeights: usize, dCoefficients: usize, program: usize, scratch: usize,
  B: usize, T: usize, P: usize, degree: usize, size: usize, row: usize,
): void {
  const bytes = size << 4, lanes = (T + 3) & ~3, table = P << 5;
  const lambda = scratch + bytes, next = lambda + bytes, mu = next + bytes, w = mu + (size << 2), dw = w + (lanes << 3), slopes = dw + (lanes << 3);
  for (let k: usize = 0; k <= degree; k++) store<f32>(dCoefficients + (k << 2), 0);
  for (let b: usize = 0; b < B; b++) {
    const powers = kept + ((2 * lanes * P) << 2), turned = powers + ((degree * size) << 2);
    for (let t: usize = 0; t < T; t += 4) writeWeights(weights, w + (t << 3), t, T);
    for (let at = dw; at < slopes + ((lanes * P) << 2); at += 16) v128.store(at, f32x4.splat(0));
    for (let at = next; at < mu; at += 16) v128.store(at, f32x4.splat(0));
    store<f32>(dCoefficients, load<f32>(dCoefficients) + load<f32>(dy));
    for (let k = degree; k > 0; k--) {
      const power = powers + (((k - 1) * size) << 2), c = load<f32>(coefficients + (k << 2));
      let dot: f32 = 0;
      for (let i: usize = 0; i < size << 2; i += 4) {
        const upstream = load<f32>(dy + i), from = next + (i << 2);
        dot += load<f32>(power + i) * upstream;
        store<f32>(mu + i, c * upstream + sum4(v128.load(from)));
        v128.store(from, f32x4.splat(0));
      }
      store<f32>(dCoefficients + (k << 2), load<f32>(dCoefficients + (k << 2)) + dot);
      let psi = turned + (((k - 1) * lanes * size) << 2);
      for (let t: usize = 0; t < T; t += 4, psi += bytes) {
        const at = t << 3, re = v128.load(w + at), im = v128.load(w + at, 16);
        let dRe = v128.load(dw + at), dIm = v128.load(dw + at, 16);
        for (let i: usize = 0; i < bytes; i += 32) {
          const x = v128.load(psi + i), y = v128.load(psi + i, 16);
          const u = v128.load32_splat(mu + (i >> 2)), v = v128.load32_splat(mu + (i >> 2), 4);
          dRe = f32x4.add(dRe, f32x4.add(f32x4.mul(x, u), f32x4.mul(y, v)));
          dIm = f32x4.add(dIm, f32x4.sub(f32x4.mul(x, v), f32x4.mul(y, u)));
          v128.store(scratch + i, x);
          v128.store(scratch + i, y, 16);
          v128.store(lambda + i, f32x4.add(f32x4.mul(re, u), f32x4.mul(im, v)));
          v128.store(lambda + i, f32x4.sub(f32x4.mul(re, v), f32x4.mul(im, u)), 16);
        }
        v128.store(dw + at, dRe);
        v128.store(dw + at, dIm, 16);
        turnBack(scratch, lambda, kept + (t >> 2) * table, slopes + (((t >> 2) * P) << 4), program);
        if (k > 1) for (let i: usize = 0; i < bytes; i += 16) v128.store(next + i, f32x4.add(v128.load(next + i), v128.load(lambda + i)));
      }
    }
    for (let t: usize = 0; t < T; t++, dWeights += 8) {
      const lane = (t & 3) << 2, from = dw + ((t & ~3) << 3) + lane;
      store<f32>(dWeights, load<f32>(from));
      store<f32>(dWeights, load<f32>(from, 16), 4);
      for (let p: usize = 0; p < P; p++, dAngles += 4) store<f32>(dAngles, 0.5 * load<f32>(slopes + (((t >> 2) * P + p) << 4) + lane));
    }
    weights += T << 3;
    dy += size << 2;
    kept += row << 2;
  }
}
