import { kernelCommand } from "../kernel/command";
import { kernelName } from "../kernel/installKernelspec";
import { findKernelspec } from "./kernelspecs";

/** A kernel that can be started. */
export interface KernelChoice {
  readonly name: string;
  /** With `{connection_file}` where the connection file's name belongs. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly interruptMode: "message" | "signal";
  readonly language: string;
}

/** The kernel of that name among Jupyter's; without a name this package's own, which needs no installation. @throws EnvironmentError */
export function chooseKernel(name?: string): KernelChoice {
  if (name !== undefined) return findKernelspec(name);
  return { name: kernelName(), command: kernelCommand(), env: {}, interruptMode: "message", language: "typescript" };
}
