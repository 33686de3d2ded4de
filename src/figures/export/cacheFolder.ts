import { accessSync, constants } from "node:fs";
import { homedir, tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { makeFolder } from "../../core/files";

const PRIVATE = 0o700;

function base(): string {
  if (process.env.XDG_CACHE_HOME) return process.env.XDG_CACHE_HOME;
  if (process.platform === "win32" && process.env.LOCALAPPDATA) return process.env.LOCALAPPDATA;
  return process.platform === "darwin" ? join(homedir(), "Library", "Caches") : join(homedir(), ".cache");
}

/** This user's folder for what can be made again (the unpacked browser, font settings); made when missing. */
export function cacheFolder(): string {
  const wanted = join(base(), "quantum-attention");
  try {
    makeFolder(wanted, PRIVATE);
    accessSync(wanted, constants.W_OK);
    return wanted;
  } catch {
    // A read-only home: a private folder of this user in the temporary one.
    const fallback = join(tmpdir(), `quantum-attention-${userInfo().username}`);
    makeFolder(fallback, PRIVATE);
    return fallback;
  }
}
