import type { WasmBackend } from "../../wasmBackend";
import type { Kernels } from "./kernels";
import { plainKernels } from "./plain";
import { simdKernels } from "./simd";

let said = false;

/** SIMD kernels on tfjs' own memory, tried once; null, said once, when tfjs keeps its memory elsewhere or they give wrong numbers. */
export function startSimd(wasm: WasmBackend): Kernels | null {
  const problem = (reason: string): null => {
    if (!said)
      console.warn(
        `quantum-attention: SIMD kernels cannot run in tfjs' memory (${reason}); the plain kernels run, slower, with the same results`,
      );
    said = true;
    return null;
  };
  const memory = wasm.wasm.asm?.memory;
  if (!(memory instanceof WebAssembly.Memory)) return problem("its handle is missing");
  try {
    const kernels = simdKernels({ memory, malloc: (bytes) => wasm.wasm._malloc(bytes), free: (pointer) => wasm.wasm._free(pointer) });
    return agreesWithPlain(kernels, wasm, memory) ? kernels : problem("they give other numbers than the plain ones");
  } catch (error) {
    if (error instanceof WebAssembly.LinkError || error instanceof WebAssembly.CompileError) return problem(error.message);
    throw error;
  }
}

/** One small linear map by both sets. */
function agreesWithPlain(kernels: Kernels, wasm: WasmBackend, memory: WebAssembly.Memory): boolean {
  const shape = { M: 5, K: 3, N: 6 };
  const pointer = wasm.wasm._malloc(4 * 69) >>> 0;
  const numbers = new Float32Array(memory.buffer, pointer, 69);
  numbers.set(numbers.map((_, i) => Math.sin(i)));
  const [x, w, b, y] = [numbers.subarray(0, 15), numbers.subarray(15, 33), numbers.subarray(33, 39), numbers.subarray(39)];
  const expected = new Float32Array(30);
  kernels.linear(x, w, b, y, shape);
  plainKernels.linear(x, w, b, expected, shape);
  const agrees = expected.every((value, i) => Math.abs(value - y[i]!) < 1e-6);
  wasm.wasm._free(pointer);
  return agrees;
}
