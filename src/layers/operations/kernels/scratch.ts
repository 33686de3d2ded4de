import { CapacityError } from "../../../core/errors";

/** The memory that kernels work in, and its allocator: tfjs' own. */
export interface Heap {
  readonly memory: WebAssembly.Memory;
  malloc(bytes: number): number;
  free(pointer: number): void;
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

/** A buffer of the heap that grows as needed, for what kernels need beside their tensors; each use overwrites the one before. Allocating may grow the memory, after which earlier views are dead; addresses stay. */
export class Scratch {
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

  /** [weights a sequence, mask bytes] of mean pooling: the addresses of both, 0 for the second without a mask. */
  poolInputs(mask: Uint8Array | null, B: number, T: number): [number, number] {
    const address = this.reserve(4 * B + B * T);
    writeInverseLengths(mask, T, new Float32Array(this.heap.memory.buffer, address, B));
    if (mask === null) return [address, 0];
    new Uint8Array(this.heap.memory.buffer, address + 4 * B, B * T).set(mask);
    return [address, address + 4 * B];
  }

  /** A mask as what it adds to scores, 0 or −∞ a key: its address, 0 without a mask. */
  maskShifts(mask: Uint8Array | null): number {
    if (mask === null) return 0;
    const address = this.reserve(4 * mask.length);
    const shifts = new Float32Array(this.heap.memory.buffer, address, mask.length);
    for (let i = 0; i < shifts.length; i++) shifts[i] = mask[i] === 0 ? -Infinity : 0;
    return address;
  }

  /** Token ids in the heap: where they are, or a copy here. */
  ids(ids: Int32Array): number {
    if (ids.buffer === this.heap.memory.buffer) return ids.byteOffset;
    const address = this.reserve(4 * ids.length);
    new Int32Array(this.heap.memory.buffer, address, ids.length).set(ids);
    return address;
  }

  /** A program with bytes in place of numbers and a table of waves, then `bytes` of room: three addresses. */
  program(program: Int32Array, waves: Float32Array | null, bytes: number): [number, number, number] {
    const room = 16 * Math.ceil(program.length / 4);
    const further = 4 * (waves?.length ?? 0);
    const address = this.reserve(room + further + bytes);
    writePlaneProgram(program, new Int32Array(this.heap.memory.buffer, address, program.length));
    if (waves !== null) new Float32Array(this.heap.memory.buffer, address + room, waves.length).set(waves);
    return [address, address + room, address + room + further];
  }
}
