import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { EnvironmentError } from "./errors";

/**
 * The folder of this package's own package.json, whether the code runs from `src/` or from `dist/`.
 *
 * @throws EnvironmentError when the code was copied out of its package
 */
export function packageRoot(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, "package.json"))) {
    const above = dirname(folder);
    if (above === folder)
      throw new EnvironmentError(`packageRoot: no package.json above ${__dirname}; use the package as npm installs it`, {
        from: __dirname,
      });
    folder = above;
  }
  return folder;
}

/** The version in this package's package.json. */
export function packageVersion(): string {
  return (JSON.parse(readFileSync(join(packageRoot(), "package.json"), "utf8")) as { version: string }).version;
}
