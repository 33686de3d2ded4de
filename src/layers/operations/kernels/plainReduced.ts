import type { Kernels } from "./kernels";

export const plainReduced: Pick<Kernels, "reducedStates" | "reducedStatesGrad"> = {
  reducedStates(psi, out, { rows, kept, traced }) {
    const imaginary = rows * kept * traced;
    for (let row = 0, to = 0; row < rows; row++) {
      const state = row * kept * traced;
      for (let a = 0; a < kept; a++)
        for (let c = a; c < kept; c++) {
          let re = 0;
          let im = 0;
          for (let b = 0, x = state + a * traced, y = state + c * traced; b < traced; b++, x++, y++) {
            const xr = psi[x]!;
            const xi = psi[imaginary + x]!;
            const yr = psi[y]!;
            const yi = psi[imaginary + y]!;
            re += xr * yr + xi * yi;
            im += xi * yr - xr * yi;
          }
          out[to++] = a === c ? re : Math.SQRT2 * re;
          if (a !== c) out[to++] = Math.SQRT2 * im;
        }
    }
  },

  /** dψ = G·ψ with the Hermitian G_aa = 2u, G_ac = √2(u + iv), a < c, of the gradients u of Re and v of Im. */
  reducedStatesGrad(psi, upstream, d, { rows, kept, traced }) {
    const imaginary = rows * kept * traced;
    const real = new Float64Array(kept * kept);
    const imag = new Float64Array(kept * kept);
    for (let row = 0, from = 0; row < rows; row++) {
      for (let a = 0; a < kept; a++) {
        real[a * kept + a] = 2 * upstream[from++]!;
        for (let c = a + 1; c < kept; c++) {
          real[a * kept + c] = real[c * kept + a] = Math.SQRT2 * upstream[from++]!;
          imag[a * kept + c] = Math.SQRT2 * upstream[from++]!;
          imag[c * kept + a] = -imag[a * kept + c]!;
        }
      }
      const state = row * kept * traced;
      for (let a = 0; a < kept; a++)
        for (let b = 0; b < traced; b++) {
          let re = 0;
          let im = 0;
          for (let c = 0, y = state + b; c < kept; c++, y += traced) {
            const g = real[a * kept + c]!;
            const h = imag[a * kept + c]!;
            const yr = psi[y]!;
            const yi = psi[imaginary + y]!;
            re += g * yr - h * yi;
            im += g * yi + h * yr;
          }
          d[state + a * traced + b] = re;
          d[imaginary + state + a * traced + b] = im;
        }
    }
  },
};
