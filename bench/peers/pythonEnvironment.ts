import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A virtual environment and what it holds. */
export interface PythonEnvironment {
  readonly name: string;
  readonly packages: readonly string[];
  /** True where some platforms have no build of the packages: then they are not installable, which is no failure. */
  readonly isOptional?: boolean;
}

/** Why there is no interpreter; `isInstallable` is false when this platform has no build of the packages. */
export interface MissingPython {
  readonly missing: string;
  readonly isInstallable: boolean;
}

/** What pip says when no build fits this platform and Python. */
const NO_BUILD = /No matching distribution found|Could not find a version that satisfies/;

export const MAIN_ENVIRONMENT: PythonEnvironment = {
  name: "peers",
  packages: ["jax==0.10.2", "tensorcircuit-ng==1.10.0", "pennylane==0.45.1", "pennylane-lightning==0.45.0", "qulacs==0.6.14"],
};
export const QUICK_ENVIRONMENT: PythonEnvironment = { name: "peers-quick", packages: ["jax==0.10.2", "tensorcircuit-ng==1.10.0"] };
export const TFQ_ENVIRONMENT: PythonEnvironment = { name: "peers-tfq", packages: ["tensorflow-quantum==0.7.6"], isOptional: true };
export const TORCH_ENVIRONMENT: PythonEnvironment = {
  name: "peers-torchquantum",
  packages: ["torchquantum==0.1.8", "setuptools<70"],
  isOptional: true,
};

const executable = (folder: string): string =>
  process.platform === "win32" ? join(folder, "Scripts", "python.exe") : join(folder, "bin", "python");

/** True when the environment was made whole before. */
export const isReady = (cache: string, { name }: PythonEnvironment): boolean => existsSync(join(cache, name, "complete.txt"));

/**
 * The interpreter of an environment, made when it is not there; an error text when it cannot be made. What pip prints goes to standard error.
 */
export function preparePython(cache: string, environment: PythonEnvironment): { python: string } | MissingPython {
  const folder = join(cache, environment.name);
  const python = executable(folder);
  if (isReady(cache, environment)) return { python };
  mkdirSync(cache, { recursive: true });
  console.error(`bench:peers: makes the environment ${environment.name} (${environment.packages.join(", ")})`);
  const base = process.platform === "win32" ? "python" : "python3";
  for (const [command, args] of [
    [base, ["-m", "venv", folder]],
    [python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...environment.packages]],
  ] as const) {
    const result = spawnSync(command, args, { stdio: ["ignore", 2, "pipe"], encoding: "utf8" });
    process.stderr.write(result.stderr ?? "");
    if (result.error || result.status !== 0)
      return {
        missing: `${command} ${args.slice(0, 3).join(" ")} … failed (${result.error?.message ?? `exit code ${result.status}`})`,
        isInstallable: !(environment.isOptional && NO_BUILD.test(result.stderr ?? "")),
      };
  }
  writeFileSync(join(folder, "complete.txt"), `${environment.packages.join("\n")}\n`);
  return { python };
}
