import { existsSync, readdirSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { EnvironmentError } from "../../src/core/errors";
import { userDataFolder } from "../kernel/installKernelspec";
import type { KernelChoice } from "./kernelChoice";

interface Kernelspec {
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly interrupt_mode?: "message" | "signal";
}

/** The folders that Jupyter searches for kernels, first one first. */
function kernelFolders(): string[] {
  const { JUPYTER_PATH, VIRTUAL_ENV, CONDA_PREFIX, PROGRAMDATA } = process.env;
  const prefixes = [VIRTUAL_ENV, CONDA_PREFIX].filter((prefix) => prefix !== undefined && prefix !== "") as string[];
  const system =
    process.platform === "win32" ? [join(PROGRAMDATA ?? "C:\\ProgramData", "jupyter")] : ["/usr/local/share/jupyter", "/usr/share/jupyter"];
  const data = [
    ...(JUPYTER_PATH ?? "").split(delimiter).filter((folder) => folder !== ""),
    userDataFolder(),
    ...prefixes.map((prefix) => join(prefix, "share", "jupyter")),
    ...system,
  ];
  return [...new Set(data)].map((folder) => join(folder, "kernels"));
}

/**
 * The installed kernel of this name (case does not matter, as in Jupyter).
 *
 * @throws EnvironmentError when there is none, or its kernel.json cannot be used; the message names the kernels that were found.
 */
export function findKernelspec(name: string): KernelChoice {
  const folders = kernelFolders();
  const found = folders.flatMap((folder) => installed(folder).map((kernel) => ({ kernel, folder: join(folder, kernel) })));
  const match = found.find(({ kernel }) => kernel.toLowerCase() === name.toLowerCase());
  if (match === undefined) {
    const known =
      found.length === 0 ? "no kernel is installed" : `installed are ${[...new Set(found.map(({ kernel }) => kernel))].join(", ")}`;
    throw new EnvironmentError(
      `findKernelspec: there is no kernel "${name}" in ${folders.join(", ")}; ${known}; leave the name out for the built-in one`,
      { kernel: name, folders },
    );
  }
  const file = join(match.folder, "kernel.json");
  const { argv, env = {}, interrupt_mode = "signal" } = readSpec(file);
  return {
    name: match.kernel,
    command: argv.map((part) => part.replaceAll("{resource_dir}", match.folder)),
    env: Object.fromEntries(
      Object.entries(env).map(([key, value]) => [key, value.replace(/\$\{(\w+)\}/g, (_, v: string) => process.env[v] ?? "")]),
    ),
    interruptMode: interrupt_mode,
  };
}

function installed(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((kernel) => existsSync(join(folder, kernel, "kernel.json")));
}

function readSpec(file: string): Kernelspec {
  const problem = (what: string): EnvironmentError =>
    new EnvironmentError(`findKernelspec: ${file} ${what}; install the kernel again`, { file });
  let spec: Kernelspec;
  try {
    spec = JSON.parse(readFileSync(file, "utf8")) as Kernelspec;
  } catch (error) {
    throw problem(`cannot be read (${(error as Error).message})`);
  }
  if (!Array.isArray(spec.argv) || spec.argv.length === 0 || !spec.argv.every((part) => typeof part === "string"))
    throw problem("has no argv");
  return spec;
}
