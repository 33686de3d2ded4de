import type { Kernels } from "./kernels";
import { plainKernels } from "./plain";

/** The kernel set that operations run on the current backend. */
export function activeKernels(): Kernels {
  return plainKernels;
}
