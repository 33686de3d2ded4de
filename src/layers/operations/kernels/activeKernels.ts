import { wasmBackend, type WasmBackend } from "../../wasmBackend";
import type { Kernels } from "./kernels";
import { plainKernels } from "./plain";
import { startSimd } from "./startSimd";

/** "simd" where it can be had, or "plain" everywhere. */
export type KernelChoice = Kernels["name"];

let choice: KernelChoice = "simd";
/** The SIMD set of a wasm backend; null when that backend cannot have one. */
const sets = new WeakMap<WasmBackend, Kernels | null>();

/** Which kernels operations shall run from now on. */
export function chooseKernels(wanted: KernelChoice): void {
  choice = wanted;
}

/** The kernel set that operations run on the current backend: SIMD on wasm, unless plain was chosen or SIMD does not work here. */
export function activeKernels(): Kernels {
  if (choice === "plain") return plainKernels;
  const wasm = wasmBackend();
  if (wasm === null) return plainKernels;
  const known = sets.get(wasm);
  if (known !== undefined) return known ?? plainKernels;
  const made = startSimd(wasm);
  sets.set(wasm, made);
  return made ?? plainKernels;
}
