import { CapacityError } from "../../core/errors";
import type { Image } from "./image";
import { growMemory, instantiateKernels, type Kernels } from "./kernels";

/** Images stay loaded until they take this much together; then all are dropped and come back when they are used. */
const RESIDENT_BYTES = 64 * 2 ** 20;
/** Below are the constants of the kernels. */
const START = 4096;

/** A part of the kernels' memory: images of programs from the bottom, the rows of the present call above them. */
export class Arena {
  private top: number;
  /** The whole memory; good until it grows. Kept, because to ask for them costs as much as four rows of a small circuit. */
  floats: Float32Array = new Float32Array(0);
  words: Int32Array = new Int32Array(0);
  private readonly loaded = new Map<Image, number>();
  private double: Kernels | null = null;

  /** `limit` is where an image must end at last. */
  constructor(
    readonly kernels: Kernels,
    private readonly start: number,
    private readonly residentBytes: number,
    private readonly limit = start + residentBytes,
  ) {
    this.top = start;
  }

  /** The kernels of a precision, on this memory. */
  kernelsOf(isDouble: boolean): Kernels {
    return isDouble ? (this.double ??= instantiateKernels(this.kernels.memory, true)) : this.kernels;
  }

  /** The address of an image, loading it when it is not there. @throws CapacityError */
  load(image: Image): number {
    const known = this.loaded.get(image);
    if (known !== undefined) return known;
    if (this.top + image.bytes > this.start + this.residentBytes) {
      this.loaded.clear();
      this.top = this.start;
    }
    const base = this.top;
    if (base + image.bytes > this.limit) {
      const [mebibytes, most] = [image.bytes, this.limit - this.start].map((bytes) => Math.ceil(bytes / 2 ** 20));
      throw new CapacityError(`simd engine: the program takes ${mebibytes} MiB, the limit is ${most} MiB; use fewer gates or qubits`, {
        bytes: image.bytes,
      });
    }
    this.reach(base + image.bytes);
    this.words.set(image.words, base / 4);
    for (const word of image.relocations) this.words[base / 4 + word]! += base;
    this.top = base + image.bytes;
    this.loaded.set(image, base);
    return base;
  }

  /** An address above all images with room for `bytes`, good until the next call. @throws CapacityError */
  scratch(bytes: number): number {
    this.reach(this.top + bytes);
    return this.top;
  }

  /** A memory that another one has let grow has views of no length. */
  private reach(bytes: number): void {
    if (bytes <= this.floats.byteLength) return;
    growMemory(this.kernels.memory, bytes);
    this.floats = new Float32Array(this.kernels.memory.buffer);
    this.words = new Int32Array(this.kernels.memory.buffer);
  }
}

let arena: Arena | null = null;

/** The one arena of this thread. */
export const threadArena = (): Arena => (arena ??= new Arena(instantiateKernels(), START, RESIDENT_BYTES, 2 ** 31));
