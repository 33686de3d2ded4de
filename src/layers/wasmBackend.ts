import * as tf from "@tensorflow/tfjs";

/** The part of tfjs' wasm backend that this library reaches into; tfjs is pinned exactly because of it. */
export interface WasmBackend extends tf.KernelBackend {
  readonly wasm: {
    readonly HEAPU8: Uint8Array;
    readonly asm?: { readonly memory?: WebAssembly.Memory };
    _malloc(bytes: number): number;
    _free(pointer: number): void;
    /** What the compiled code knows of tensors. */
    readonly tfjs: {
      registerTensor(id: number, size: number, memoryOffset: number): void;
      disposeData(id: number): void;
    };
  };
  readonly dataIdMap: {
    get(dataId: object): { readonly id: number; readonly memoryOffset: number; readonly refCount: number } | undefined;
  };
  makeOutput(shape: readonly number[], dtype: "float32" | "int32", memoryOffset?: number): tf.TensorInfo;
  typedArrayFromHeap(tensor: tf.TensorInfo): Float32Array | Int32Array | Uint8Array;
}

const engine = tf.engine();

/** tfjs' current backend if it is the wasm one, else null. */
export function wasmBackend(): WasmBackend | null {
  return engine.backendName === "wasm" ? (engine.backend as WasmBackend) : null;
}

/** Registers the one kernel that gather's gradient needs and wasm lacks: rows of x summed by segment. */
export function registerUnsortedSegmentSum(): void {
  if ((tf.getKernel("UnsortedSegmentSum", "wasm") as tf.KernelConfig | undefined) !== undefined) return;
  tf.registerKernel({
    kernelName: "UnsortedSegmentSum",
    backendName: "wasm",
    kernelFunc: ({ inputs, backend, attrs }) => {
      const heap = backend as WasmBackend;
      const x = inputs["x"]!;
      const segmentIds = inputs["segmentIds"]!;
      const numSegments = attrs!["numSegments"] as number;
      const innerShape = x.shape.slice(segmentIds.shape.length);
      const inner = innerShape.reduce((product, size) => product * size, 1);
      const out = heap.makeOutput([numSegments, ...innerShape], "float32");
      const sums = heap.typedArrayFromHeap(out).fill(0);
      const values = heap.typedArrayFromHeap(x);
      const ids = heap.typedArrayFromHeap(segmentIds);
      for (let i = 0; i < ids.length; i++) {
        const segment = ids[i]!;
        if (segment < 0 || segment >= numSegments) continue;
        for (let j = 0; j < inner; j++) sums[segment * inner + j]! += values[i * inner + j]!;
      }
      return out;
    },
  });
}
