import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { BackendName } from "../layers/backend";
import { EnvironmentError } from "../core/errors";
import { hasNativeBackend } from "../layers/nativeBackend";
import { packageRoot } from "../core/packageRoot";
import { HOW_TO_GET_A_BROWSER } from "../figures/export/browser";
import { withFigureExporter } from "../figures/export/figureExporter";
import { fontFolder } from "../figures/export/fonts";

/** Something that is not there, what for, and how to get it. */
interface MissingPart {
  readonly what: string;
  readonly how: string;
  /** Whether everything but that one thing works without it. */
  readonly optional: boolean;
}

/** What this machine has of what the library uses. */
export interface DoctorReport {
  /** The version of Node that runs. */
  readonly node: string;
  /** Each dependency's installed version; null when it is not installed. */
  readonly packages: Readonly<Record<string, string | null>>;
  readonly backends: Readonly<Record<BackendName, boolean>>;
  /** The browser that draws pictures, started once to be sure; null when there is none. */
  readonly browser: { readonly source: string; readonly version: string } | null;
  /** The fonts that figures are drawn with. */
  readonly fonts: readonly string[];
  readonly missing: readonly MissingPart[];
}

interface PackageJson {
  readonly version: string;
  readonly engines: { readonly node: string };
  readonly dependencies: Readonly<Record<string, string>>;
  readonly optionalDependencies: Readonly<Record<string, string>>;
}

const requireHere = createRequire(join(packageRoot(), "package.json"));
const readPackage = (path: string): PackageJson => JSON.parse(readFileSync(path, "utf8")) as PackageJson;

/** Looks at Node, packages, backends, browser and fonts; starts the browser (about 2 s), trains nothing, writes nothing but its cache. */
export async function doctor(): Promise<DoctorReport> {
  const own = readPackage(join(packageRoot(), "package.json"));
  const needed = Object.keys(own.dependencies).sort();
  const packages = Object.fromEntries([...needed, "tfjs-native"].map((name) => [name, installedVersion(name)]));
  const backends = {
    wasm: canResolve("@tensorflow/tfjs-backend-wasm"),
    cpu: canResolve("@tensorflow/tfjs"),
    tensorflow: hasNativeBackend(),
  };
  const fonts = installedFonts();
  const { browser, reason } = await tryBrowser();
  const missing: MissingPart[] = [];
  const lacks = (what: string, how: string, optional = false): number => missing.push({ what, how, optional });
  const wanted = own.engines.node.replace(">=", "");
  if (!isAtLeast(process.versions.node, wanted))
    lacks(`Node ${wanted} or later (this is ${process.versions.node})`, "install it from nodejs.org");
  for (const name of needed.filter((name) => packages[name] === null)) lacks(`package ${name}`, "run npm ci");
  if (packages.zeromq !== null && !loads("zeromq")) lacks("zeromq's native addon, for notebooks", "run npm rebuild zeromq");
  if (browser === null) lacks(`a browser, for PNG and SVG figures${reason}`, HOW_TO_GET_A_BROWSER);
  if (fonts.length === 0) lacks("the DejaVu fonts, for figures", "run npm ci");
  if (!backends.tensorflow) lacks("the native TensorFlow backend (--backend tensorflow)", "run npm run setup:native", true);
  return { node: process.versions.node, packages, backends, browser, fonts, missing };
}

function canResolve(name: string): boolean {
  try {
    requireHere.resolve(name);
    return true;
  } catch {
    return false;
  }
}

/** Read from the folder, not through `exports`, which may hide package.json. */
function installedVersion(name: string): string | null {
  const folders = requireHere.resolve.paths(name) ?? [];
  const found = folders.map((folder) => join(folder, name, "package.json")).find((path) => existsSync(path));
  return found === undefined ? null : readPackage(found).version;
}

function loads(name: string): boolean {
  try {
    requireHere(name);
    return true;
  } catch {
    return false;
  }
}

function installedFonts(): string[] {
  const folder = fontFolder();
  if (folder === null) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith(".ttf"));
  return files.map((name) => name.replace(".ttf", "")).sort();
}

async function tryBrowser(): Promise<{ browser: DoctorReport["browser"]; reason: string }> {
  try {
    return { browser: await withFigureExporter((exporter) => exporter.browser()), reason: "" };
  } catch (error) {
    const failures = error instanceof EnvironmentError ? error.details.failures : undefined;
    const reasons = Array.isArray(failures) ? failures.map(String) : [(error as Error).message];
    return { browser: null, reason: reasons.map((reason) => `; ${reason}`).join("") };
  }
}

/** Whether dotted version `version` is `wanted` or later. */
function isAtLeast(version: string, wanted: string): boolean {
  const numbers = (text: string): number[] => text.split(".").map(Number);
  const [have, want] = [numbers(version), numbers(wanted)];
  const place = want.findIndex((number, i) => (have[i] ?? 0) !== number);
  return place < 0 || (have[place] ?? 0) > want[place]!;
}
