import { polynomialLayout, type Kernels, type PolynomialShape } from "./kernels";
import { plainKernels } from "./plain";
import { Scratch, type Heap } from "./scratch";
import { OPERATIONS_BASE64 } from "./simdModule.generated";

type Exports = Readonly<Record<string, (...args: number[]) => number>>;

const addressOf = (values: Float32Array | Int32Array | null): number => values?.byteOffset ?? 0;

/** The first sequence with a query that may attend to no key, else −1. */
function firstWithoutKeys(mask: Uint8Array, B: number, T: number, causal: boolean): number {
  for (let b = 0; b < B; b++) {
    const first = mask.subarray(b * T, (b + 1) * T).findIndex((each) => each !== 0);
    if (first < 0 || (causal && first > 0)) return b;
  }
  return -1;
}

const polynomialSizes = (shape: PolynomialShape): number[] => {
  const { B, T, P, degree, size } = shape;
  return [B, T, P, degree, size, polynomialLayout(shape).row];
};

/**
 * The kernels in WebAssembly SIMD, working where the tensors lie: every float array given to them must be a view of the heap's memory.
 *
 * An address is always read before the scratch buffer is asked for, since that may grow the memory under the views.
 *
 * @throws WebAssembly.LinkError when the memory cannot be imported
 */
export function simdKernels(heap: Heap): Kernels {
  const binary = Uint8Array.from(atob(OPERATIONS_BASE64), (character) => character.charCodeAt(0));
  const wasm = new WebAssembly.Instance(new WebAssembly.Module(binary), { env: { memory: heap.memory } }).exports as Exports;
  const scratch = new Scratch(heap);

  return {
    ...plainKernels,
    name: "simd",
    linear(x, w, b, y, { M, K, N }) {
      wasm.linear!(x.byteOffset, w.byteOffset, addressOf(b), y.byteOffset, M, K, N);
    },
    linearGrad(x, w, dy, dx, dw, db, { M, K, N }) {
      const [xs, ws, dys, dxs, dws, dbs] = [x.byteOffset, w.byteOffset, dy.byteOffset, dx.byteOffset, dw.byteOffset, addressOf(db)];
      wasm.linearGrad!(xs, ws, dys, dxs, dws, dbs, M, K, N, scratch.reserve(4 * K * N));
    },
    attention(q, k, v, mask, a, y, { B, T, D, H, stride, causal }) {
      const bad = mask === null ? -1 : firstWithoutKeys(mask, B, T, causal);
      if (bad >= 0) return bad;
      const pointers = [q.byteOffset, k.byteOffset, v.byteOffset];
      const outputs = [a.byteOffset, y.byteOffset];
      const keys = mask === null ? 0 : 4 * B * T;
      const address = scratch.reserve(keys + 4 * T * (D / H));
      if (mask !== null) {
        const shifts = new Float32Array(heap.memory.buffer, address, B * T);
        for (let i = 0; i < shifts.length; i++) shifts[i] = mask[i] === 0 ? -Infinity : 0;
      }
      wasm.attention!(...pointers, mask === null ? 0 : address, ...outputs, B, T, D, H, stride, causal ? 1 : 0, address + keys);
      return -1;
    },
    attentionGrad(q, k, v, a, dy, dq, dk, dv, { B, T, D, H, stride }) {
      const pointers = [q, k, v, a, dy, dq, dk, dv].map((values) => values.byteOffset);
      wasm.attentionGrad!(...pointers, B, T, D, H, stride, scratch.reserve(4 * T * (D / H) + 4 * T * T));
    },
    stateGram(q, k, out, re, im, { B, T, H, S, imaginary }) {
      const pointers = [q.byteOffset, k.byteOffset, out.byteOffset, addressOf(re), addressOf(im)];
      wasm.stateGram!(...pointers, B, T, H, S, imaginary, scratch.reserve(24 * T * S));
    },
    stateGramGrad(q, k, re, im, dy, dq, dk, { B, T, H, S, imaginary }) {
      const inputs = [q.byteOffset, k.byteOffset, addressOf(re), addressOf(im), dy.byteOffset];
      const pointers = [...inputs, dq.byteOffset, dk.byteOffset];
      wasm.stateGramGrad!(...pointers, B, T, H, S, imaginary, scratch.reserve(16 * T * T + 8 * T * S));
    },
    scoreSoftmax(scores, mask, a, { B, T, H }, causal, scale) {
      const [from, to] = [scores.byteOffset, a.byteOffset];
      wasm.scoreSoftmax!(from, scratch.maskShifts(mask), to, B, H, T, scale, causal ? 1 : 0);
    },
    scoreSoftmaxGrad(a, dy, ds, T, scale) {
      wasm.scoreSoftmaxGrad!(a.byteOffset, dy.byteOffset, ds.byteOffset, a.length / T, T, scale);
    },
    weightedValues(a, v, y, { B, T, H }, D) {
      wasm.weightedValues!(a.byteOffset, v.byteOffset, y.byteOffset, B, T, D, H);
    },
    weightedValuesGrad(a, v, dy, da, dv, { B, T, H }, D) {
      const pointers = [a, v, dy, da, dv].map((values) => values.byteOffset);
      wasm.weightedValuesGrad!(...pointers, B, T, D, H, scratch.reserve((4 * T * D) / H));
    },
    reducedStates(psi, out, { rows, kept, traced }) {
      wasm.reducedStates!(psi.byteOffset, out.byteOffset, rows, kept, traced, rows * kept * traced);
    },
    reducedStatesGrad(psi, dy, dpsi, { rows, kept, traced }) {
      const pointers = [psi.byteOffset, dy.byteOffset, dpsi.byteOffset];
      wasm.reducedStatesGrad!(...pointers, rows, kept, traced, rows * kept * traced, scratch.reserve(8 * kept * kept));
    },
    unitaryPolynomial(angles, weights, coefficients, y, kept, shape) {
      const pointers = [angles, weights, coefficients, y, kept].map((values) => values.byteOffset);
      const [program, , room] = scratch.program(shape.program, null, 16 * shape.size + 8 * polynomialLayout(shape).lanes);
      wasm.unitaryPolynomial!(...pointers, program, room, ...polynomialSizes(shape));
    },
    unitaryPolynomialGrad(weights, coefficients, kept, dy, dAngles, dWeights, dCoefficients, shape) {
      const pointers = [weights, coefficients, kept, dy, dAngles, dWeights, dCoefficients].map((values) => values.byteOffset);
      const bytes = 52 * shape.size + polynomialLayout(shape).lanes * (16 + 4 * shape.P);
      const [program, , room] = scratch.program(shape.program, null, bytes);
      wasm.unitaryPolynomialGrad!(...pointers, program, room, ...polynomialSizes(shape));
    },
    spectralMix(x, angles, y, kept, { B, T, D, K, P, size, program, waves }) {
      const pointers = [x, angles, y, kept].map((values) => values.byteOffset);
      wasm.spectralMix!(...pointers, ...scratch.program(program, waves, 32 * K * P + 32 * T * D), B, T, D, K, P, size);
    },
    spectralMixGrad(angles, kept, dy, dx, dAngles, { B, T, D, K, P, size, program, waves }) {
      const pointers = [angles, kept, dy, dx, dAngles].map((values) => values.byteOffset);
      wasm.spectralMixGrad!(...pointers, ...scratch.program(program, waves, 48 * K * P + 32 * T * D + 32 * size), B, T, D, K, P, size);
    },
    layerNorm(x, g, b, y, hat, rstd, M, D, epsilon) {
      wasm.layerNorm!(x.byteOffset, g.byteOffset, b.byteOffset, y.byteOffset, hat.byteOffset, rstd.byteOffset, M, D, epsilon);
    },
    layerNormGrad(hat, rstd, g, dy, dx, dg, db, M, D) {
      wasm.layerNormGrad!(hat.byteOffset, rstd.byteOffset, g.byteOffset, dy.byteOffset, dx.byteOffset, dg.byteOffset, db.byteOffset, M, D);
    },
    relu: (x, y) => void wasm.relu!(x.byteOffset, y.byteOffset, x.length),
    reluGrad: (y, dy, dx) => void wasm.reluGrad!(y.byteOffset, dy.byteOffset, dx.byteOffset, y.length),
    gelu: (x, y, slope) => void wasm.gelu!(x.byteOffset, y.byteOffset, slope.byteOffset, x.length),
    tanh: (x, y) => void wasm.tanh!(x.byteOffset, y.byteOffset, x.length),
    tanhGrad: (y, dy, dx) => void wasm.tanhGrad!(y.byteOffset, dy.byteOffset, dx.byteOffset, y.length),
    add: (x, y, z) => void wasm.add!(x.byteOffset, y.byteOffset, z.byteOffset, x.length),
    multiply: (x, y, z) => void wasm.multiply!(x.byteOffset, y.byteOffset, z.byteOffset, x.length),
    addPositions: (x, table, y, B, size) => void wasm.addPositions!(x.byteOffset, table.byteOffset, y.byteOffset, B, size),
    embed(table, ids, y, V, D) {
      const [from, to] = [table.byteOffset, y.byteOffset];
      return wasm.embed!(from, scratch.ids(ids), to, ids.length, V, D);
    },
    embedGrad(ids, dy, dtable, D, paddingId) {
      const [from, to, size] = [dy.byteOffset, dtable.byteOffset, dtable.length];
      wasm.embedGrad!(scratch.ids(ids), from, to, ids.length, size, D, paddingId);
    },
    meanPool(x, mask, y, B, T, D) {
      const empty = mask === null ? -1 : firstWithoutKeys(mask, B, T, false);
      if (empty >= 0) return empty;
      const [from, to] = [x.byteOffset, y.byteOffset];
      const [weights, real] = scratch.poolInputs(mask, B, T);
      wasm.meanPool!(from, real, weights, to, B, T, D);
      return -1;
    },
    meanPoolGrad(dy, mask, dx, B, T, D) {
      const [from, to] = [dy.byteOffset, dx.byteOffset];
      const [weights, real] = scratch.poolInputs(mask, B, T);
      wasm.meanPoolGrad!(from, real, weights, to, B, T, D);
    },
  };
}
