import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { DataError } from "../core/errors";
import { packageRoot } from "../core/packageRoot";

/** One data set that is read from files: where it comes from, under which licence, and what must be in it. */
export interface ManifestRow {
  readonly name: string;
  readonly title: string;
  /** The npm package that ships the files; null = this package's own `data/` folder. */
  readonly package: string | null;
  readonly version: string | null;
  /** Paths inside that package (or inside `data/`) and the sha256 of their bytes. */
  readonly files: readonly { readonly path: string; readonly sha256: string }[];
  readonly source: string;
  readonly licence: string;
  readonly counts: { readonly rows: number; readonly classes: readonly number[]; readonly dropped: number };
}

/** One data set that is generated: its source, and what seed 0 must give. */
export interface GeneratedManifestRow {
  readonly name: string;
  readonly kind: "task" | "corpus";
  readonly source: string;
  readonly licence: string;
  /** `rowsChecksum` of seed 0. */
  readonly sha256: string;
  /** Rows of the training, validation and test split. */
  readonly counts: readonly [number, number, number];
}

interface Manifest {
  readonly formatVersion: 1;
  readonly sets: readonly ManifestRow[];
  readonly generated: readonly GeneratedManifestRow[];
}

/**
 * All data sets that are read from files, as `data/manifest.json` lists them.
 *
 * @throws DataError when the manifest is missing or malformed.
 *
 * @example
 * ```ts
 * const licences = dataManifest().map((row) => row.licence);
 * ```
 */
export function dataManifest(): readonly ManifestRow[] {
  return readManifest().sets;
}

/**
 * All data sets that are generated, as `data/manifest.json` lists them.
 *
 * @throws DataError when the manifest is missing or malformed.
 *
 * @example
 * ```ts
 * const recall = generatedManifest().find((row) => row.name === "recall");
 * ```
 */
export function generatedManifest(): readonly GeneratedManifestRow[] {
  return readManifest().generated;
}

function readManifest(): Manifest {
  const path = join(packageRoot(), "data", "manifest.json");
  try {
    const parsed = JSON.parse(readFileSync(path, "utf8")) as Manifest;
    if (parsed.formatVersion !== 1 || !Array.isArray(parsed.sets) || !Array.isArray(parsed.generated))
      throw new Error("it is not a manifest of format 1");
    return parsed;
  } catch (error) {
    throw new DataError(`dataManifest: cannot read ${path} (${(error as Error).message}); reinstall the package`, { path });
  }
}

/** The manifest row of one data set. */
export function manifestRow(name: string): ManifestRow {
  const row = dataManifest().find((candidate) => candidate.name === name);
  if (row !== undefined) return row;
  const known = dataManifest().map((candidate) => candidate.name);
  throw new DataError(`manifestRow: no data set is called "${name}"; known are ${known.join(", ")}`, { name, known });
}

/**
 * The text of every file of a manifest row, in its order, once each file has the checksum that the row states.
 *
 * @throws DataError when a file is missing or has another checksum.
 */
export function readDataFiles(row: ManifestRow): string[] {
  const folder = dataFolder(row);
  return row.files.map(({ path, sha256 }) => {
    const file = join(folder, ...path.split("/"));
    const bytes = readOrThrow(row, file);
    const found = createHash("sha256").update(bytes).digest("hex");
    if (found === sha256) return bytes.toString("utf8");
    throw new DataError(
      `readDataFiles: ${file} of data set ${row.name} has checksum ${found}, not ${sha256} as the manifest says; ${cure(row)}`,
      { file, expected: sha256, found },
    );
  });
}

function dataFolder(row: ManifestRow): string {
  if (row.package === null) return join(packageRoot(), "data");
  try {
    const requireFromPackage = createRequire(join(packageRoot(), "package.json"));
    return dirname(requireFromPackage.resolve(`${row.package}/package.json`));
  } catch {
    throw new DataError(`readDataFiles: data set ${row.name} needs the package ${row.package}, which is not installed; ${cure(row)}`, {
      package: row.package,
    });
  }
}

function readOrThrow(row: ManifestRow, file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new DataError(`readDataFiles: cannot read ${file} of data set ${row.name} (${(error as Error).message}); ${cure(row)}`, { file });
  }
}

function cure(row: ManifestRow): string {
  return row.package === null ? "restore it from the repository" : `reinstall it with npm install ${row.package}@${row.version}`;
}
