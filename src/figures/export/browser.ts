import { existsSync } from "node:fs";
import { join } from "node:path";
import { EnvironmentError } from "../../core/errors";
import { hasBundledBrowser, unpackBundledBrowser } from "./bundledBrowser";
import { writeFontSettings } from "./fonts";

/** A browser that can draw figures; `prepare` unpacks it if need be and says how to start it. */
export interface BrowserChoice {
  readonly source: "variable" | "bundled" | "system";
  /** Where it is, in words: a path, or the npm package. */
  readonly where: string;
  prepare(): { executablePath: string; env: Record<string, string> };
}

/** The environment variables that may name a browser's program, first one first. */
const BROWSER_VARIABLES = [
  "QUANTUM_ATTENTION_BROWSER",
  "CHROME_PATH",
  "PUPPETEER_EXECUTABLE_PATH",
  "PLAYWRIGHT_CHROMIUM_EXECUTABLE_PATH",
] as const;

/** What a person can do who has no browser. */
export const HOW_TO_GET_A_BROWSER =
  "on Linux x64 run npm ci (it brings @sparticuz/chromium); elsewhere install Chrome, Chromium or Edge, or set QUANTUM_ATTENTION_BROWSER to a browser's program";

const SYSTEM_PATHS: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: [
    "/usr/bin/google-chrome",
    "/usr/bin/google-chrome-stable",
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/snap/bin/chromium",
    "/usr/bin/microsoft-edge",
  ],
  darwin: ["Google Chrome", "Chromium", "Microsoft Edge"].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`),
  win32: ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"].flatMap((name) => {
    const folder = process.env[name];
    if (!folder) return [];
    return [join("Google", "Chrome", "Application", "chrome.exe"), join("Microsoft", "Edge", "Application", "msedge.exe")].map((file) =>
      join(folder, file),
    );
  }),
};

/**
 * The browsers that can draw figures here, best first: the one an environment variable names (then only that one), the one the package
 * brings (equal pixels everywhere), the system's. `QUANTUM_ATTENTION_BROWSER` may also be `bundled`, `system` or `none`.
 *
 * @throws EnvironmentError when a variable names a file that does not exist.
 */
export function findBrowsers(): BrowserChoice[] {
  const wish = process.env.QUANTUM_ATTENTION_BROWSER;
  if (wish === "none") return [];
  if (wish === "bundled") return bundledBrowsers();
  if (wish === "system") return systemBrowsers();
  for (const name of BROWSER_VARIABLES) {
    const path = process.env[name];
    if (!path) continue;
    if (existsSync(path)) return [{ source: "variable", where: path, prepare: () => start(path) }];
    throw new EnvironmentError(`findBrowsers: ${name} names ${path}, which does not exist; unset it or name a browser's program`, {
      name,
      path,
    });
  }
  return [...bundledBrowsers(), ...systemBrowsers()];
}

function start(executablePath: string): { executablePath: string; env: Record<string, string> } {
  const env: Record<string, string> = process.platform === "linux" ? { FONTCONFIG_FILE: writeFontSettings([], true) } : {};
  return { executablePath, env };
}

function systemBrowsers(): BrowserChoice[] {
  const paths = (SYSTEM_PATHS[process.platform] ?? []).filter((path) => existsSync(path));
  return paths.map((path) => ({ source: "system", where: path, prepare: () => start(path) }));
}

function bundledBrowsers(): BrowserChoice[] {
  if (!hasBundledBrowser()) return [];
  const prepare = (): { executablePath: string; env: Record<string, string> } => {
    const { executablePath, libraryFolder, fontFolder } = unpackBundledBrowser();
    const libraries = [libraryFolder, process.env.LD_LIBRARY_PATH].filter((folder) => folder).join(":");
    return { executablePath, env: { LD_LIBRARY_PATH: libraries, FONTCONFIG_FILE: writeFontSettings([fontFolder], false) } };
  };
  return [{ source: "bundled", where: "@sparticuz/chromium", prepare }];
}
