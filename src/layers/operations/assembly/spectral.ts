import { cosSin4, sum4 } from "./exponential";
import { gather, turnAll, turnBack } from "./planes";

// Kernels on the Fourier modes of sequences, four sequences in the lanes. `waves` holds cos and sin of 2πj/K, over √K, for j < K.

/** Cosine and sine of half of n angles, each in all lanes. */
function writeAngles(angles: usize, to: usize, n: usize): void {
  for (const end = to + (n << 5); to < end; to += 32, angles += 4) cosSin4(f32x4.mul(v128.load32_splat(angles), f32x4.splat(0.5)), to);
}

/** [T·D] floats of sequences b … b+3, the last one again where there are no more, as vectors. */
function gatherSequences(x: usize, to: usize, b: usize, B: usize, floats: usize): void {
  const stride = floats << 2, last = B - 1;
  let p = x + b * stride, q = x + min(b + 1, last) * stride, r = x + min(b + 2, last) * stride, s = x + min(b + 3, last) * stride;
  for (const end = p + stride; p < end; p += 4, q += 4, r += 4, s += 4, to += 16) v128.store(to, gather(p, q, r, s));
}

function scatterSequences(from: usize, y: usize, b: usize, B: usize, floats: usize): void {
  for (let lane: usize = 0; lane < min<usize>(4, B - b); lane++) {
    const to = y + (((b + lane) * floats) << 2), source = from + (lane << 2);
    for (let i: usize = 0; i < floats; i++) store<f32>(to + (i << 2), load<f32>(source + (i << 4)));
  }
}

/** Re and Im of mode k of every channel: Σ_t e^{2πikt/K} x_t / √K; channels beyond D are 0. */
function toMode(tokens: usize, state: usize, waves: usize, k: usize, T: usize, D: usize, K: usize, size: usize): void {
  const row = D << 4, mask = K - 1;
  let c: usize = 0;
  for (; c < row; c += 16) {
    let re = f32x4.splat(0), im = f32x4.splat(0);
    for (let t: usize = 0, x = tokens + c; t < T; t++, x += row) {
      const wave = waves + (((k * t) & mask) << 3), value = v128.load(x);
      re = f32x4.add(re, f32x4.mul(value, v128.load32_splat(wave)));
      im = f32x4.add(im, f32x4.mul(value, v128.load32_splat(wave, 4)));
    }
    v128.store(state + (c << 1), re);
    v128.store(state + (c << 1), im, 16);
  }
  for (let i = D << 5; i < size << 4; i += 16) v128.store(state + i, f32x4.splat(0));
}

/** Adds Re(e^{−2πikt/K} state)/√K to every token. */
function fromMode(state: usize, tokens: usize, waves: usize, k: usize, T: usize, D: usize, K: usize): void {
  const row = D << 4, mask = K - 1;
  for (let t: usize = 0; t < T; t++, tokens += row) {
    const wave = waves + (((k * t) & mask) << 3), cosine = v128.load32_splat(wave), sine = v128.load32_splat(wave, 4);
    for (let c: usize = 0; c < row; c += 16) {
      const from = state + (c << 1), turned = f32x4.add(f32x4.mul(cosine, v128.load(from)), f32x4.mul(sine, v128.load(from, 16)));
      v128.store(tokens + c, f32x4.add(v128.load(tokens + c), turned));
    }
  }
}

/** Scratch: 32·K·P bytes, then twice 16·T·D. `kept` holds the turned modes of every four sequences. */
export function spectralMix(
  x: usize, angles: usize, y: usize, kept: usize, program: usize, waves: usize, scratch: usize,
  B: usize, T: usize, D: usize, K: usize, P: usize, size: usize,
): void {
  const input = scratch + ((K * P) << 5), output = input + ((T * D) << 4), end = output + ((T * D) << 4);
  writeAngles(angles, scratch, K * P);
  for (let b: usize = 0; b < B; b += 4) {
    gatherSequences(x, input, b, B, T * D);
    for (let at = output; at < end; at += 16) v128.store(at, f32x4.splat(0));
    for (let k: usize = 0; k < K; k++, kept += size << 4) {
      toMode(input, kept, waves, k, T, D, K, size);
      turnAll(kept, scratch + ((k * P) << 5), program);
      fromMode(kept, output, waves, k, T, D, K);
    }
    scatterSequences(output, y, b, B, T * D);
  }
}

/** Scratch: 48·K·P bytes, then twice 16·T·D and twice 16·size. */
export function spectralMixGrad(
  angles: usize, kept: usize, dy: usize, dx: usize, dAngles: usize, program: usize, waves: usize, scratch: usize,
  B: usize, T: usize, D: usize, K: usize, P: usize, size: usize,
): void {
  const slopes = scratch + ((K * P) << 5), input = slopes + ((K * P) << 4), output = input + ((T * D) << 4), end = output + ((T * D) << 4);
  const psi = end, lambda = end + (size << 4);
  writeAngles(angles, scratch, K * P);
  for (let at = slopes; at < input; at += 16) v128.store(at, f32x4.splat(0));
  for (let b: usize = 0; b < B; b += 4) {
    gatherSequences(dy, input, b, B, T * D);
    // Lanes beyond the batch repeat its last sequence: their slopes must not count.
    if (b + 4 > B) clearLanes(input, B - b, T * D);
    for (let at = output; at < end; at += 16) v128.store(at, f32x4.splat(0));
    for (let k: usize = 0; k < K; k++, kept += size << 4) {
      memory.copy(psi, kept, size << 4);
      toMode(input, lambda, waves, k, T, D, K, size);
      turnBack(psi, lambda, scratch + ((k * P) << 5), slopes + ((k * P) << 4), program);
      fromMode(lambda, output, waves, k, T, D, K);
    }
    scatterSequences(output, dx, b, B, T * D);
  }
  for (let i: usize = 0; i < K * P; i++) store<f32>(dAngles + (i << 2), 0.5 * sum4(v128.load(slopes + (i << 4))));
}

/** Sets the lanes from `first` on to 0. */
function clearLanes(values: usize, first: usize, vectors: usize): void {
  for (let i: usize = 0; i < vectors; i++)
    for (let lane = first; lane < 4; lane++) store<f32>(values + (i << 4) + (lane << 2), 0);
}
