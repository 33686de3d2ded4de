import { kernelCommand } from "../kernel/command";
import { kernelName } from "../kernel/installKernelspec";
import type { KernelChoice } from "./kernelChoice";
import { findKernelspec } from "./kernelspecs";

/** The kernel of that name among Jupyter's; without a name this package's own, which needs no installation. @throws EnvironmentError */
export function chooseKernel(name?: string): KernelChoice {
  if (name !== undefined) return findKernelspec(name);
  return { name: kernelName(), command: kernelCommand(), env: {}, interruptMode: "message" };
}
