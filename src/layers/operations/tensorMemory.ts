import * as tf from "@tensorflow/tfjs";
import { CapacityError } from "../../core/errors";
import { wasmBackend, type WasmBackend } from "../wasmBackend";

/** A tensor's numbers as kernels read them: floats, token ids or labels, masks. */
export type TensorValues = Float32Array | Int32Array | Uint8Array;

const engine = tf.engine();

/** How many numbers a shape holds. */
export function sizeOf(shape: readonly number[]): number {
  let size = 1;
  for (const length of shape) size *= length;
  return size;
}

/** Views of the heap for tensors at these addresses. */
function viewsOf(buffer: ArrayBuffer, addresses: readonly number[], tensors: readonly tf.Tensor[]): TensorValues[] {
  const views: TensorValues[] = [];
  for (let i = 0; i < tensors.length; i++) {
    const { dtype, size } = tensors[i]!;
    const Values = dtype === "int32" ? Int32Array : dtype === "bool" ? Uint8Array : Float32Array;
    views.push(new Values(buffer, addresses[i], size));
  }
  return views;
}

/** A tensor with room for its numbers in tfjs' memory, tracked by tfjs, so that a kernel that refuses its input leaves nothing behind. */
function allocate(wasm: WasmBackend, shape: readonly number[], addresses: number[]): tf.Tensor {
  const bytes = 4 * sizeOf(shape);
  const address = wasm.wasm._malloc(bytes) >>> 0;
  if (address === 0)
    throw new CapacityError(`operations: tfjs' memory has no room for a result of ${bytes} bytes; use smaller batches`, { bytes });
  addresses.push(address);
  return engine.makeTensorFromTensorInfo(wasm.makeOutput(shape, "float32", address));
}

/**
 * Runs a kernel from input tensors to new float32 tensors of the given shapes.
 *
 * On wasm the kernel sees tfjs' own memory, nothing is copied: outputs are allocated first and views taken last, because an
 * allocation may grow the memory and a view does not survive that. Elsewhere inputs are read and outputs wrapped.
 * Outputs hold garbage until the kernel writes them, so a kernel writes every element of every output.
 */
export function compute(
  shapes: readonly (readonly number[])[],
  inputs: readonly tf.Tensor[],
  kernel: (outputs: Float32Array[], inputs: TensorValues[]) => void,
): tf.Tensor[] {
  const wasm = wasmBackend();
  if (wasm === null) {
    const arrays = shapes.map((shape) => new Float32Array(sizeOf(shape)));
    kernel(
      arrays,
      inputs.map((input) => input.dataSync()),
    );
    return arrays.map((array, i) => tf.tensor(array, shapes[i] as number[]));
  }
  const [from, to]: [number[], number[]] = [[], []];
  // An input that another backend made moves to the heap now.
  for (const input of inputs) from.push(wasm.dataIdMap.get(input.dataId)!.memoryOffset);
  const outputs: tf.Tensor[] = [];
  for (const shape of shapes) outputs.push(allocate(wasm, shape, to));
  const buffer = wasm.wasm.HEAPU8.buffer as ArrayBuffer;
  kernel(viewsOf(buffer, to, outputs) as Float32Array[], viewsOf(buffer, from, inputs));
  return outputs;
}

/** A private copy of a small tensor's numbers (ids, masks, labels), safe to keep for the backward pass. */
export function copyValues(tensor: tf.Tensor): TensorValues {
  const wasm = wasmBackend();
  return wasm === null ? tensor.dataSync().slice() : wasm.typedArrayFromHeap(tensor).slice();
}

/** A private copy of a float tensor's numbers. */
export const copyFloats = (tensor: tf.Tensor): Float32Array => copyValues(tensor) as Float32Array;

/** Copies a float tensor's numbers into `out` from `start` on. */
export function readInto(tensor: tf.Tensor, out: Float32Array, start: number): void {
  const wasm = wasmBackend();
  out.set(wasm === null ? tensor.dataSync<"float32">() : wasm.typedArrayFromHeap(tensor), start);
}

/**
 * Gives a variable new numbers: on wasm in the memory that it has, unless another tensor shares that, elsewhere by a new tensor.
 *
 * tfjs keeps derived copies of matrices by their number (XNNPACK's packed weights); registering the memory anew drops them.
 */
export function writeVariable(variable: tf.Variable, values: Float32Array): void {
  const wasm = wasmBackend();
  const data = wasm?.dataIdMap.get(variable.dataId);
  if (wasm === null || data === undefined || data.refCount > 1) {
    const fresh = tf.tensor(values.slice(), variable.shape);
    variable.assign(fresh);
    fresh.dispose();
    return;
  }
  (wasm.typedArrayFromHeap(variable) as Float32Array).set(values);
  wasm.wasm.tfjs.disposeData(data.id);
  wasm.wasm.tfjs.registerTensor(data.id, values.length, data.memoryOffset);
}

/** The number of a scalar. */
export function scalarValue(tensor: tf.Tensor): number {
  const wasm = wasmBackend();
  return (wasm === null ? tensor.dataSync() : wasm.typedArrayFromHeap(tensor))[0]!;
}
