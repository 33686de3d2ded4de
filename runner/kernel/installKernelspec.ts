import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { ArgumentError } from "../../src/core/errors";
import { checkWritableFolder, writeFileAtomic } from "../../src/core/files";
import { packageRoot } from "../../src/core/packageRoot";
import { kernelCommand } from "./command";

/** Where a kernelspec goes: below a prefix (a virtual environment, say) or to the user's own kernels (the default). */
export interface KernelspecOptions {
  readonly prefix?: string;
  readonly user?: boolean;
}

/** Jupyter's data folder of this user. */
export function userDataFolder(): string {
  const { JUPYTER_DATA_DIR, XDG_DATA_HOME, APPDATA } = process.env;
  if (JUPYTER_DATA_DIR) return JUPYTER_DATA_DIR;
  if (process.platform === "darwin") return join(homedir(), "Library", "Jupyter");
  if (process.platform === "win32") return join(APPDATA ?? join(homedir(), "AppData", "Roaming"), "jupyter");
  return join(XDG_DATA_HOME || join(homedir(), ".local", "share"), "jupyter");
}

/** The name of the installed kernel: that of the package that brings it. */
export function kernelName(): string {
  return (JSON.parse(readFileSync(join(packageRoot(), "package.json"), "utf8")) as { name: string }).name;
}

/**
 * Writes `kernel.json` for Jupyter, with absolute paths to this node and this package, so that the kernel works from any folder.
 *
 * @throws ArgumentError when both a prefix and the user's folder are asked for; OutputError when the folder cannot be written.
 */
export function installKernelspec(options: KernelspecOptions = {}): { readonly name: string; readonly folder: string } {
  if (options.prefix !== undefined && options.user === true)
    throw new ArgumentError("installKernelspec: both a prefix and the user's folder were asked for; choose one", { ...options });
  const name = kernelName();
  const base = options.prefix === undefined ? userDataFolder() : join(options.prefix, "share", "jupyter");
  const folder = join(base, "kernels", name);
  checkWritableFolder("installKernelspec", folder, "--prefix");
  const spec = {
    argv: kernelCommand(),
    display_name: `TypeScript (${name})`,
    language: "typescript",
    interrupt_mode: "message",
    metadata: { debugger: false },
  };
  writeFileAtomic(join(folder, "kernel.json"), `${JSON.stringify(spec, null, 2)}\n`);
  return { name, folder };
}
