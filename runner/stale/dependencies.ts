import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { glob } from "tinyglobby";
import { checkKeys } from "../../src/core/check";
import { ArgumentError, DataError } from "../../src/core/errors";

/** The `notebooks` key of a project's package.json. */
interface NotebooksConfig {
  /** Globs, relative to that file, of what every notebook's results depend on besides its cells. */
  readonly depends?: readonly string[];
}

/** A file that results depend on, and what is in it. */
export interface Dependency {
  readonly file: string;
  readonly sha256: string;
}

export const sha256 = (data: string | Uint8Array): string => createHash("sha256").update(data).digest("hex");

/**
 * The files that the globs and the nearest package.json's `notebooks.depends` name, sorted.
 *
 * @throws ArgumentError when a glob matches nothing; DataError when package.json is not as it should be.
 */
export async function findDependencies(globs: readonly string[], folder: string): Promise<Dependency[]> {
  const config = projectConfig(resolve(folder));
  const files = [...(await expand(globs, folder)), ...(await expand(config.depends, config.folder))];
  return [...new Set(files)]
    .sort()
    .map((file) => ({ file: relative(folder, file).split(sep).join("/"), sha256: sha256(readFileSync(file)) }));
}

async function expand(globs: readonly string[], folder: string): Promise<string[]> {
  const found = await Promise.all(globs.map((pattern) => glob(pattern, { cwd: folder, absolute: true, dot: true })));
  const empty = globs.find((_, i) => found[i]!.length === 0);
  if (empty === undefined) return found.flat().map((file) => resolve(file));
  throw new ArgumentError(`run: no file matches "${empty}" in ${folder}; correct --depends or the notebooks.depends of package.json`, {
    glob: empty,
    folder,
  });
}

function projectConfig(start: string): { readonly depends: readonly string[]; readonly folder: string } {
  let folder = start;
  while (!existsSync(join(folder, "package.json"))) {
    if (dirname(folder) === folder) return { depends: [], folder: start };
    folder = dirname(folder);
  }
  const file = join(folder, "package.json");
  let config: NotebooksConfig;
  try {
    config = (JSON.parse(readFileSync(file, "utf8")) as { notebooks?: NotebooksConfig }).notebooks ?? {};
  } catch (error) {
    throw new DataError(`run: ${file} cannot be read (${(error as Error).message}); correct it`, { file });
  }
  checkKeys(`${file}, notebooks`, config, ["depends"]);
  const { depends = [] } = config;
  if (Array.isArray(depends) && depends.every((pattern) => typeof pattern === "string")) return { depends, folder };
  throw new DataError(`run: notebooks.depends of ${file} must be a list of globs; correct it`, { file });
}
