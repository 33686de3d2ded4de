import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { OutputError } from "./errors";

/** Makes a folder and those above it, one by one: Node's recursive way never ends below /proc. */
export function makeFolder(path: string, mode = 0o777): void {
  const missing: string[] = [];
  for (let at = resolve(path); !existsSync(at) && dirname(at) !== at; at = dirname(at)) missing.push(at);
  for (const folder of missing.reverse()) {
    try {
      mkdirSync(folder, { mode });
    } catch (error) {
      if (!existsSync(folder)) throw error; // else another process made it meanwhile
    }
  }
}

/**
 * Makes a folder when it is missing, and proves that files can be written there: to be called before long work.
 *
 * @throws OutputError when it cannot be made or written to
 */
export function checkWritableFolder(where: string, folder: string, option = "--out"): void {
  try {
    makeFolder(folder);
    rmdirSync(mkdtempSync(join(folder, ".write-")));
  } catch (error) {
    throw new OutputError(`${where}: cannot write into the folder ${folder} (${(error as Error).message}); choose another with ${option}`, {
      folder,
    });
  }
}

/**
 * Writes a file whole or not at all: to a temporary name in the same folder, then renamed. Makes missing folders.
 *
 * @throws OutputError when the folder or file cannot be written; what was there before stays as it was.
 */
export function writeFileAtomic(path: string, data: string | Uint8Array): void {
  const temporary = join(dirname(path), `.${randomBytes(6).toString("hex")}.tmp`);
  try {
    makeFolder(dirname(path));
    writeFileSync(temporary, data);
    renameSync(temporary, path);
  } catch (error) {
    if (existsSync(temporary)) rmSync(temporary);
    throw new OutputError(
      `writeFileAtomic: cannot write ${path} (${String((error as Error).message)}); choose a folder that you may write to`,
      {
        path,
      },
    );
  }
}
