import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { EnvironmentError } from "../../core/errors";
import { cacheFolder } from "./cacheFolder";

const ONE_HOUR_MS = 3_600_000;

/** An unpacked browser: its program, its own shared libraries, its fonts. */
export interface UnpackedBrowser {
  readonly executablePath: string;
  readonly libraryFolder: string;
  readonly fontFolder: string;
}

/** Whether the browser that an npm package ships can run here: Linux on x64, and the package is installed. */
export function hasBundledBrowser(): boolean {
  return process.platform === "linux" && process.arch === "x64" && bundledEntry() !== null;
}

function bundledEntry(): string | null {
  try {
    return require.resolve("@sparticuz/chromium");
  } catch {
    return null;
  }
}

/**
 * The browser shipped in `@sparticuz/chromium`, unpacked once into a versioned folder of this user's cache (200 MB, a second or two).
 *
 * The package unpacks to one shared, unversioned name and takes its own libraries only where it believes itself in a cloud function. So a
 * child process unpacks into a private folder (this process' environment stays as it is), which one rename then publishes whole.
 *
 * @throws EnvironmentError when the package is missing or its files cannot be unpacked.
 */
export function unpackBundledBrowser(): UnpackedBrowser {
  const entry = bundledEntry();
  if (entry === null) throw new EnvironmentError("unpackBundledBrowser: @sparticuz/chromium is not installed; run npm ci", {});
  const root = cacheFolder();
  const folder = join(root, `chromium-${packageVersion(entry)}`);
  if (!existsSync(folder)) {
    removeAbandoned(root);
    unpackInto(entry, root, folder);
  }
  return { executablePath: join(folder, "chromium"), libraryFolder: join(folder, "al2023", "lib"), fontFolder: join(folder, "fonts") };
}

function packageVersion(entry: string): string {
  let folder = dirname(entry);
  while (!existsSync(join(folder, "bin", "chromium.br"))) folder = dirname(folder);
  return (JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string }).version;
}

function unpackInto(entry: string, root: string, folder: string): void {
  const temporary = mkdtempSync(join(root, "unpack-"));
  try {
    const script = `const m = require(${JSON.stringify(entry)}); const c = m.default ?? m; c.setGraphicsMode = true; c.executablePath().catch((e) => { console.error(e.message); process.exit(1); });`;
    const env = { ...process.env, TMPDIR: temporary, AWS_LAMBDA_JS_RUNTIME: "nodejs22.x", NODE_OPTIONS: "" };
    const { status, stderr } = spawnSync(process.execPath, ["-e", script], { env, encoding: "utf8" });
    if (status !== 0 || !existsSync(join(temporary, "chromium"))) {
      throw new EnvironmentError(
        `unpackBundledBrowser: unpacking into ${root} failed (${stderr.trim()}); free 250 MB there or set XDG_CACHE_HOME`,
        { root },
      );
    }
    renameSync(temporary, folder);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    if (!existsSync(folder)) throw error; // else another process was first, and its folder is whole
  }
}

/** Removes what a killed process left half unpacked. */
function removeAbandoned(root: string): void {
  for (const name of readdirSync(root).filter((name) => name.startsWith("unpack-"))) {
    const path = join(root, name);
    if (Date.now() - statSync(path).mtimeMs > ONE_HOUR_MS) rmSync(path, { recursive: true, force: true });
  }
}
