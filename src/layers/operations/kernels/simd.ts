import { CapacityError } from "../../../core/errors";
import { polynomialLayout, type Kernels, type PolynomialShape } from "./kernels";
import { plainKernels } from "./plain";
import { OPERATIONS_BASE64 } from "./simdModule.generated";

/** The memory that kernels work in, and its allocator: tfjs' own. */
export interface Heap {
  readonly memory: WebAssembly.Memory;
  malloc(bytes: number): number;
  free(pointer: number): void;
}

type Exports = Readonly<Record<string, (...args: number[]) => number>>;

/** A buffer of the heap that grows as needed. Allocating may grow the memory, after which earlier views are dead; addresses stay. */
class Scratch {
  private pointer = 0;
  private capacity = 0;

  constructor(private readonly heap: Heap) {}

  /** The address of at least this many bytes. */
  reserve(bytes: number): number {
    if (bytes <= this.capacity) return this.pointer;
    if (this.pointer !== 0) this.heap.free(this.pointer);
    this.capacity = 2 * bytes;
    this.pointer = this.heap.malloc(this.capacity) >>> 0;
    if (this.pointer === 0) {
      this.capacity = 0;
      throw new CapacityError(`operations: tfjs' memory has no room for ${2 * bytes} bytes; use smaller batches`, { bytes: 2 * bytes });
    }
    return this.pointer;
  }
}

const addressOf = (values: Float32Array | Int32Array | null): number => values?.byteOffset ?? 0;

/** The first sequence with a query that may attend to no key, else −1. */
function firstWithoutKeys(mask: Uint8Array, B: number, T: number, causal: boolean): number {
  for (let b = 0; b < B; b++) {
    const first = mask.subarray(b * T, (b + 1) * T).findIndex((each) => each !== 0);
    if (first < 0 || (causal && first > 0)) return b;
  }
  return -1;
}

/** Writes 1 / number of real tokens of each sequence. */
function writeInverseLengths(mask: Uint8Array | null, T: number, out: Float32Array): void {
  if (mask === null) {
    out.fill(1 / T);
    return;
  }
  for (let b = 0; b < out.length; b++) {
    let length = 0;
    for (let t = b * T; t < (b + 1) * T; t++) if (mask[t] !== 0) length++;
    out[b] = 1 / length;
  }
}

/** Starts, columns and components of a program as the bytes at which they lie. */
function writePlaneProgram(program: Int32Array, out: Int32Array): void {
  const gates = (out[0] = program[0]!);
  for (let g = 1; g <= gates; g++) {
    const start = program[g]!;
    const end = start + 2 + 2 * program[start + 1]!;
    out[g] = 4 * start;
    out[start] = 32 * program[start]!;
    out[start + 1] = 8 * program[start + 1]!;
    for (let at = start + 2; at < end; at++) out[at] = 16 * program[at]!;
  }
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

  /** [weights a sequence, mask bytes] of mean pooling in the scratch buffer: the addresses of both. */
  const poolScratch = (mask: Uint8Array | null, B: number, T: number): [number, number] => {
    const address = scratch.reserve(4 * B + B * T);
    writeInverseLengths(mask, T, new Float32Array(heap.memory.buffer, address, B));
    if (mask !== null) new Uint8Array(heap.memory.buffer, address + 4 * B, B * T).set(mask);
    return [address, mask === null ? 0 : address + 4 * B];
  };
  /** A mask as what it adds to scores, 0 or −∞ a key, in the scratch buffer: its address, 0 without a mask. */
  const maskShifts = (mask: Uint8Array | null): number => {
    if (mask === null) return 0;
    const address = scratch.reserve(4 * mask.length);
    const shifts = new Float32Array(heap.memory.buffer, address, mask.length);
    for (let i = 0; i < shifts.length; i++) shifts[i] = mask[i] === 0 ? -Infinity : 0;
    return address;
  };
  /** Token ids in the heap: where they are, or a copy in the scratch buffer. */
  const idsAddress = (ids: Int32Array): number => {
    if (ids.buffer === heap.memory.buffer) return ids.byteOffset;
    const address = scratch.reserve(4 * ids.length);
    new Int32Array(heap.memory.buffer, address, ids.length).set(ids);
    return address;
  };
  /** A program with bytes in place of numbers and a table of waves in the scratch buffer, then `bytes` of room: three addresses. */
  const planeScratch = (program: Int32Array, waves: Float32Array | null, bytes: number): [number, number, number] => {
    const room = 16 * Math.ceil(program.length / 4);
    const further = 4 * (waves?.length ?? 0);
    const address = scratch.reserve(room + further + bytes);
    writePlaneProgram(program, new Int32Array(heap.memory.buffer, address, program.length));
    if (waves !== null) new Float32Array(heap.memory.buffer, address + room, waves.length).set(waves);
    return [address, address + room, address + room + further];
  };

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
      wasm.scoreSoftmax!(from, maskShifts(mask), to, B, H, T, scale, causal ? 1 : 0);
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
      const [program, , room] = planeScratch(shape.program, null, 16 * shape.size + 8 * polynomialLayout(shape).lanes);
      wasm.unitaryPolynomial!(...pointers, program, room, ...polynomialSizes(shape));
    },
    unitaryPolynomialGrad(weights, coefficients, kept, dy, dAngles, dWeights, dCoefficients, shape) {
      const pointers = [weights, coefficients, kept, dy, dAngles, dWeights, dCoefficients].map((values) => values.byteOffset);
      const bytes = 52 * shape.size + polynomialLayout(shape).lanes * (16 + 4 * shape.P);
      const [program, , room] = planeScratch(shape.program, null, bytes);
      wasm.unitaryPolynomialGrad!(...pointers, program, room, ...polynomialSizes(shape));
    },
    spectralMix(x, angles, y, kept, { B, T, D, K, P, size, program, waves }) {
      const pointers = [x, angles, y, kept].map((values) => values.byteOffset);
      wasm.spectralMix!(...pointers, ...planeScratch(program, waves, 32 * K * P + 32 * T * D), B, T, D, K, P, size);
    },
    spectralMixGrad(angles, kept, dy, dx, dAngles, { B, T, D, K, P, size, program, waves }) {
      const pointers = [angles, kept, dy, dx, dAngles].map((values) => values.byteOffset);
      wasm.spectralMixGrad!(...pointers, ...planeScratch(program, waves, 48 * K * P + 32 * T * D + 32 * size), B, T, D, K, P, size);
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
      return wasm.embed!(from, idsAddress(ids), to, ids.length, V, D);
    },
    embedGrad(ids, dy, dtable, D, paddingId) {
      const [from, to, size] = [dy.byteOffset, dtable.byteOffset, dtable.length];
      wasm.embedGrad!(idsAddress(ids), from, to, ids.length, size, D, paddingId);
    },
    meanPool(x, mask, y, B, T, D) {
      const empty = mask === null ? -1 : firstWithoutKeys(mask, B, T, false);
      if (empty >= 0) return empty;
      const [from, to] = [x.byteOffset, y.byteOffset];
      const [weights, real] = poolScratch(mask, B, T);
      wasm.meanPool!(from, real, weights, to, B, T, D);
      return -1;
    },
    meanPoolGrad(dy, mask, dx, B, T, D) {
      const [from, to] = [dy.byteOffset, dx.byteOffset];
      const [weights, real] = poolScratch(mask, B, T);
      wasm.meanPoolGrad!(from, real, weights, to, B, T, D);
    },
  };
}
