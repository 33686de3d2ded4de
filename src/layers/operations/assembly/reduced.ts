import { sum4 } from "./exponential";

/**
 * Density matrices of states of kept·traced amplitudes with the last qubits traced out, kept² floats a row: by row a of ρ its diagonal
 * entry, then √2·Re and √2·Im of the entries right of it. `imaginary` floats after the real parts of all rows lie the imaginary ones.
 */
export function reducedStates(psi: usize, out: usize, rows: usize, kept: usize, traced: usize, imaginary: usize): void {
  const root: f32 = 1.4142135623730951, bytes = traced << 2, vectors = (traced & ~3) << 2, plane = imaginary << 2;
  for (let row: usize = 0; row < rows; row++) {
    for (let a: usize = 0; a < kept; a++)
      for (let c = a; c < kept; c++) {
        const x = psi + a * bytes, y = psi + c * bytes, ix = x + plane, iy = y + plane;
        let re: f32 = 0, im: f32 = 0, b: usize = 0;
        if (vectors) {
          let real = f32x4.splat(0), turned = f32x4.splat(0);
          for (; b < vectors; b += 16) {
            const xr = v128.load(x + b), xi = v128.load(ix + b), yr = v128.load(y + b), yi = v128.load(iy + b);
            real = f32x4.add(real, f32x4.add(f32x4.mul(xr, yr), f32x4.mul(xi, yi)));
            turned = f32x4.add(turned, f32x4.sub(f32x4.mul(xi, yr), f32x4.mul(xr, yi)));
          }
          re = sum4(real);
          im = sum4(turned);
        }
        for (; b < bytes; b += 4) {
          const xr = load<f32>(x + b), xi = load<f32>(ix + b), yr = load<f32>(y + b), yi = load<f32>(iy + b);
          re += xr * yr + xi * yi;
          im += xi * yr - xr * yi;
        }
        store<f32>(out, a == c ? re : root * re);
        out += 4;
        if (a == c) continue;
        store<f32>(out, root * im);
        out += 4;
      }
    psi += kept * bytes;
  }
}

/** dψ = G·ψ, G Hermitian with G_aa = 2u and G_ac = √2(u + iv) for a < c, u and v the gradients of Re and Im. Scratch holds 2·kept² floats. */
export function reducedStatesGrad(
  psi: usize, dy: usize, d: usize, rows: usize, kept: usize, traced: usize, imaginary: usize, scratch: usize,
): void {
  const root: f32 = 1.4142135623730951, bytes = traced << 2, vectors = (traced & ~3) << 2, plane = imaginary << 2;
  const turn = (kept * kept) << 2;
  for (let row: usize = 0; row < rows; row++) {
    for (let a: usize = 0; a < kept; a++) {
      const diagonal = scratch + ((a * kept + a) << 2);
      store<f32>(diagonal, 2 * load<f32>(dy));
      store<f32>(diagonal + turn, 0);
      dy += 4;
      for (let c = a + 1; c < kept; c++) {
        const above = scratch + ((a * kept + c) << 2), below = scratch + ((c * kept + a) << 2);
        const u = root * load<f32>(dy), v = root * load<f32>(dy, 4);
        store<f32>(above, u);
        store<f32>(below, u);
        store<f32>(above + turn, v);
        store<f32>(below + turn, -v);
        dy += 8;
      }
    }
    for (let a: usize = 0; a < kept; a++) {
      const to = d + a * bytes, matrix = scratch + ((a * kept) << 2);
      let b: usize = 0;
      for (; b < vectors; b += 16) {
        let re = f32x4.splat(0), im = f32x4.splat(0);
        for (let c: usize = 0; c < kept; c++) {
          const g = v128.load32_splat(matrix + (c << 2)), h = v128.load32_splat(matrix + (c << 2) + turn);
          const yr = v128.load(psi + c * bytes + b), yi = v128.load(psi + c * bytes + b + plane);
          re = f32x4.add(re, f32x4.sub(f32x4.mul(g, yr), f32x4.mul(h, yi)));
          im = f32x4.add(im, f32x4.add(f32x4.mul(g, yi), f32x4.mul(h, yr)));
        }
        v128.store(to + b, re);
        v128.store(to + b + plane, im);
      }
      for (; b < bytes; b += 4) {
        let re: f32 = 0, im: f32 = 0;
        for (let c: usize = 0; c < kept; c++) {
          const g = load<f32>(matrix + (c << 2)), h = load<f32>(matrix + (c << 2) + turn);
          const yr = load<f32>(psi + c * bytes + b), yi = load<f32>(psi + c * bytes + b + plane);
          re += g * yr - h * yi;
          im += g * yi + h * yr;
        }
        store<f32>(to + b, re);
        store<f32>(to + b + plane, im);
      }
    }
    psi += kept * bytes;
    d += kept * bytes;
  }
}
