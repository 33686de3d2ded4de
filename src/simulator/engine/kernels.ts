import { CapacityError } from "../../core/errors";
import { SIMD_KERNELS_BASE64 } from "./simdKernels.generated";

/** The kernels of the interpreter by instruction number (assembly/index.ts). */
export const KERNEL = {
  loadRows: 0, storeRows: 1, splatRow: 2, linearSums: 3, angles: 4, basisState: 5, clear: 6, rotate1: 7, rotate2: 8, rotate3: 9, unitary: 10,
  storeComponents: 11, loadComponents: 12, storeProbabilities: 13, weighProbabilities: 14, pauliSum: 15, pauliApply: 16,
  unrotate1: 17, unrotate2: 18, accumulate: 19, unrotate3: 20, turnBack1: 21, turnBack2: 22, turnBack3: 23,
} as const; // prettier-ignore

/** Words of an instruction: the kernel and its arguments. */
export const INSTRUCTION_WORDS = 12;

const PAGE = 65536;
const MAX_PAGES = 65536;

export interface Kernels {
  readonly memory: WebAssembly.Memory;
  run(program: number, end: number, streams: number, nStreams: number, chunks: number): void;
}

let compiled: WebAssembly.Module | null = null;

/** The embedded module, compiled once. */
export function simdModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(decodeBase64(SIMD_KERNELS_BASE64));
  return compiled;
}

/** A fresh instance of the kernels with its own memory. */
export function instantiateKernels(): Kernels & Record<string, (...args: number[]) => void> {
  const memory = new WebAssembly.Memory({ initial: 16, maximum: MAX_PAGES });
  const abort = (): void => undefined;
  const { exports } = new WebAssembly.Instance(simdModule(), { env: { memory, abort } });
  return { ...exports, memory } as unknown as Kernels & Record<string, (...args: number[]) => void>;
}

/** Makes sure that the memory reaches `bytes`. @throws CapacityError when the system has no more */
export function growMemory(memory: WebAssembly.Memory, bytes: number): void {
  const pages = Math.ceil(bytes / PAGE) - memory.buffer.byteLength / PAGE;
  if (pages <= 0) return;
  try {
    memory.grow(pages);
  } catch (error) {
    throw new CapacityError(
      `simd engine: ${Math.ceil(bytes / 2 ** 20)} MiB of memory are needed and cannot be had (${String((error as Error).message)}); use fewer qubits, gates or rows`,
      { bytes },
    );
  }
}

function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
