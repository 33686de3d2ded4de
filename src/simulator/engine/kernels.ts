import { CapacityError } from "../../core/errors";
import { SIMD_KERNELS_BASE64 } from "./simdKernels.generated";
import { DOUBLE_SIMD_KERNELS_BASE64 } from "./simdKernelsDouble.generated";
import { SHARED_SIMD_KERNELS_BASE64 } from "./simdKernelsShared.generated";

/** The kernels of the interpreter in the order of their instruction numbers (assembly/index.ts). */
const KERNEL_NAMES = [
  "loadRows",
  "gatherRows",
  "splatRow",
  "linearSums",
  "angles",
  "basisState",
  "clear",
  "rotate1",
  "rotate2",
  "rotate3",
  "unitary",
  "storeComponents",
  "loadComponents",
  "storeProbabilities",
  "weighProbabilities",
  "pauliSum",
  "pauliApply",
  "unrotate1",
  "unrotate2",
  "accumulate",
  "unrotate3",
  "turnBack1",
  "turnBack2",
  "turnBack3",
  "phaseTree",
  "phaseSplit",
  "diagonalGrid",
  "undoDiagonalGrid",
  "undiagonalGrid",
  "diagonalRuns",
  "undoDiagonalRuns",
  "runSums",
  "sumTree",
  "sumSplit",
  "startFactors",
  "turnPairs",
  "unturnPairs",
  "finishFactors",
  "factorTable",
  "factorTableBack",
  "product",
  "productBack",
  "probabilityGrid",
  "weightSplit",
  "weighGrid",
  "flipSum1",
  "flipSum2",
  "flipApply1",
  "flipApply2",
  "turnObservables",
  "turnWeights",
  "turnGradients",
  "scaleVectors",
  "gatherNear",
  "gatherFar",
  "scatterNear",
  "scatterFar",
  "ungatherNear",
  "ungatherFar",
  "nextBlock",
  "flipSum3",
  "flipApply3",
  "startTurned",
  "turnedProduct",
  "turnedProductBack",
  "zSums",
  "weighZ",
  "undiagonalSums",
  "flipSums2",
  "flipSums3",
  "flipApplies2",
  "flipApplies3",
  "turnRows",
  "turnRowsBack",
  "splitDiagonal",
  "loadAngles",
  "loadWeights",
  "finishTurned",
  "preciseAngles",
  "twist2",
  "untwist2",
  "twistBack2",
] as const;

export type KernelName = (typeof KERNEL_NAMES)[number];

/** Instruction numbers. */
export const KERNEL = Object.fromEntries(KERNEL_NAMES.map((name, i) => [name, i])) as Readonly<Record<KernelName, number>>;

/** Words of an instruction: the kernel and its arguments. */
export const INSTRUCTION_WORDS = 12;

const PAGE = 65536;
const MAX_PAGES = 65536;

export interface Kernels {
  readonly memory: WebAssembly.Memory;
  run(program: number, end: number, streams: number, nStreams: number, chunks: number): void;
  addState(lam: number, phi: number, count: number): void;
  probeFlops(rounds: number, to: number): void;
}

/** The embedded modules: float32 on memories of one thread and of several, float64. */
const MODULES = { single: SIMD_KERNELS_BASE64, shared: SHARED_SIMD_KERNELS_BASE64, double: DOUBLE_SIMD_KERNELS_BASE64 };
const compiled: Partial<Record<keyof typeof MODULES, WebAssembly.Module>> = {};

/** An embedded module, compiled once. */
const simdModule = (kind: keyof typeof MODULES): WebAssembly.Module =>
  (compiled[kind] ??= new WebAssembly.Module(decodeBase64(MODULES[kind])));

/** A fresh memory, for one thread or for several. */
export const kernelMemory = (isShared: boolean): WebAssembly.Memory =>
  new WebAssembly.Memory({ initial: 16, maximum: MAX_PAGES, shared: isShared });

/** A fresh instance of the kernels on a memory; in float64 (two rows a vector) for memories of one thread only. */
export function instantiateKernels(memory = kernelMemory(false), isDouble = false): Kernels & Record<string, (...args: number[]) => void> {
  const isShared = typeof SharedArrayBuffer !== "undefined" && memory.buffer instanceof SharedArrayBuffer;
  const abort = (): void => undefined;
  const { exports } = new WebAssembly.Instance(simdModule(isDouble ? "double" : isShared ? "shared" : "single"), {
    env: { memory, abort },
  });
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
