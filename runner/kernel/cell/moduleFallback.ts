import { existsSync, readFileSync } from "node:fs";
import Module from "node:module";
import { dirname, join } from "node:path";
import { packageRoot } from "../../../src/core/packageRoot";

/** A path as TypeScript asks for it → the path where it is. */
export type PathOverlay = (path: string) => string;

const slashes = (path: string): string => path.replaceAll("\\", "/");

function* nodeModulesAbove(folder: string): Generator<string> {
  for (let at = folder; ; at = dirname(at)) {
    yield join(at, "node_modules");
    if (dirname(at) === at) return;
  }
}

function findIn(folder: string, name: string): string | null {
  for (const modules of nodeModulesAbove(folder)) if (existsSync(join(modules, name))) return join(modules, name);
  return null;
}

const ownName = (JSON.parse(readFileSync(join(packageRoot(), "package.json"), "utf8")) as { name: string }).name;

/** The folder of a package that the kernel brings: itself or one that it depends on. */
function broughtPackage(name: string): string | null {
  return name === ownName ? packageRoot() : findIn(packageRoot(), name);
}

/** `@scope/name/rest` → its package and the rest. */
function splitRequest(request: string): { name: string; rest: string } | null {
  const match = /^((?:@[^/]+\/)?[^./@][^/]*)(\/.*)?$/.exec(request);
  return match === null ? null : { name: match[1]!, rest: match[2] ?? "" };
}

/** For the compiler: what the notebook's folder and those above it lack is seen in its node_modules as the kernel brings it. */
export function compilerOverlay(cwd: string): PathOverlay {
  const prefix = `${slashes(join(cwd, "node_modules"))}/`;
  const found = new Map<string, string | null>();
  return (path) => {
    if (!path.startsWith(prefix)) return path;
    const split = splitRequest(path.slice(prefix.length));
    if (split === null || split.name === "tslab") return path;
    const { name, rest } = split;
    if (!found.has(name)) found.set(name, findIn(cwd, name) === null ? broughtPackage(name) : null);
    const folder = found.get(name) ?? null;
    return folder === null ? path : slashes(folder) + rest;
  };
}

type Resolve = (request: string, parent: { filename?: string | null } | undefined, ...rest: unknown[]) => string;

/** For the running cells: the same lookup when node itself does not find a package. */
export function installRequireFallback(cwd: string): void {
  const loader = Module as unknown as { _resolveFilename: Resolve };
  const resolve = loader._resolveFilename;
  loader._resolveFilename = function (request, parent, ...rest) {
    try {
      return resolve.call(this, request, parent, ...rest);
    } catch (error) {
      const fromCell = parent?.filename != null && dirname(parent.filename) === cwd;
      const split = splitRequest(request);
      const folder = fromCell && split !== null ? broughtPackage(split.name) : null;
      if (folder === null) throw error;
      return resolve.call(this, folder + split!.rest, parent, ...rest);
    }
  };
}
