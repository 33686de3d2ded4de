import { join } from "node:path";
import { packageRoot } from "../../src/core/packageRoot";

/** The command that starts this kernel, with `{connection_file}` to be replaced, as in a kernelspec's `argv`. */
export function kernelCommand(): readonly string[] {
  return [process.execPath, join(packageRoot(), "dist", "runner", "kernel", "main.js"), "--connection-file", "{connection_file}"];
}
