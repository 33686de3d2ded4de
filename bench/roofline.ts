import { growMemory, instantiateKernels } from "../src/simulator/engine/kernels";

/** What one core of this machine reaches at most. */
export interface Roofline {
  /** 10⁹ real operations a second, WebAssembly SIMD, registers only. */
  readonly gflops: number;
  /** 10⁹ bytes a second, read and written, on arrays far larger than the caches. */
  readonly gbytes: number;
}

const ROUNDS = 200_000;
const OPERATIONS_A_ROUND = 4 * 8 * 2 * 4;
const ARRAY_BYTES = 2 ** 26;
const REPEATS = 7;

/** The shortest of a few runs, in milliseconds. */
function shortest(run: () => void): number {
  const times = Array.from({ length: REPEATS }, () => {
    const began = performance.now();
    run();
    return performance.now() - began;
  });
  return Math.min(...times);
}

export function measureRoofline(): Roofline {
  const kernels = instantiateKernels();
  growMemory(kernels.memory, 2 ** 20 + 2 * ARRAY_BYTES);
  new Float32Array(kernels.memory.buffer, 65536, 8).fill(0.5);
  for (let i = 0; i < 3; i++) kernels.probeFlops(ROUNDS, 65536);
  const flopsMs = shortest(() => kernels.probeFlops(ROUNDS, 65536));
  const addMs = shortest(() => kernels.addState(2 ** 20, 2 ** 20 + ARRAY_BYTES, ARRAY_BYTES / 16));
  return { gflops: (ROUNDS * OPERATIONS_A_ROUND) / flopsMs / 1e6, gbytes: (3 * ARRAY_BYTES) / addMs / 1e6 };
}
