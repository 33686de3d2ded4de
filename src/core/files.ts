import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { OutputError } from "./errors";

/**
 * Writes a file whole or not at all: to a temporary name in the same folder, then renamed. Makes missing folders.
 *
 * @throws OutputError when the folder or file cannot be written; what was there before stays as it was.
 */
export function writeFileAtomic(path: string, data: string | Uint8Array): void {
  const temporary = join(dirname(path), `.${randomBytes(6).toString("hex")}.tmp`);
  try {
    mkdirSync(dirname(path), { recursive: true });
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
