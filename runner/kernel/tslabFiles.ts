import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** Resolves modules as tslab itself would. */
export const requireFromTslab = createRequire(require.resolve("tslab/package.json"));

const versionOf = (packageJson: string): string => (JSON.parse(readFileSync(packageJson, "utf8")) as { version: string }).version;

/** The version of the installed tslab. */
export function tslabVersion(): string {
  return versionOf(require.resolve("tslab/package.json"));
}

/** The version of the TypeScript compiler inside tslab. */
export function typescriptVersion(): string {
  return versionOf(requireFromTslab.resolve("@tslab/typescript-for-tslab/package.json"));
}

/** The folder that holds tslab's own `@types/node`. */
export function typesRoot(): string {
  return dirname(dirname(join(requireFromTslab.resolve("@types/node/package.json"))));
}
