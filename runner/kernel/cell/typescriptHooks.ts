import type { SourceMapPayload } from "node:module";
import { requireFromTslab, typesRoot } from "../tslabFiles";
import { keepOneTimer, type CompilerTimers } from "./compilerTimers";
import type { PathOverlay } from "./moduleFallback";
import { expandShorthandProperties, type Builder, type RewritingTypeScript } from "./shorthandProperties";
import type { CellMaps } from "./sourceMaps";

interface TranspileOptions {
  fileName?: string;
  compilerOptions?: { sourceMap?: boolean };
}
interface CompilerOptions {
  inlineSourceMap?: boolean;
  typeRoots?: string[];
  types?: string[];
}
interface TypeScriptSystem {
  fileExists: (this: void, path: string) => boolean;
  directoryExists: (this: void, path: string) => boolean;
  readFile: (this: void, path: string, encoding?: string) => string | undefined;
  realpath?: (this: void, path: string) => string;
}
interface WatchHost extends CompilerTimers {
  createProgram: (...args: unknown[]) => Builder;
}
/** The parts of tslab's TypeScript that the kernel touches. */
interface TypeScript extends RewritingTypeScript {
  readonly sys: TypeScriptSystem;
  readonly transpileModule: (input: string, options: TranspileOptions) => { outputText: string; sourceMapText?: string };
  readonly createWatchCompilerHost: (files: string[], options: CompilerOptions, ...rest: unknown[]) => WatchHost;
}

const INLINE_MAP = /\n?\/\/# sourceMappingURL=data:application\/json;base64,([\w+/=]+)\s*$/;
const MAP_COMMENT = /\n?\/\/# sourceMappingURL=custom\.js\.map\s*$/;
/** The name under which tslab transpiles to CommonJS. */
const COMMON_JS_STEP = "custom.js";

const maps = new Map<string, CellMaps>();

/** The source maps of an output that tslab's converter gave; each can be taken once. */
export function takeMaps(output: string): CellMaps | null {
  const found = maps.get(output) ?? null;
  maps.clear();
  return found;
}

/**
 * Before tslab loads its compiler: source maps on, `@types/node` always found, and packages that the notebook's folder
 * lacks looked up in the kernel's own.
 */
export function installTypeScriptHooks(overlay: PathOverlay): void {
  const file = requireFromTslab.resolve("@tslab/typescript-for-tslab");
  const original = requireFromTslab(file) as TypeScript;
  const patched = Object.defineProperties(
    {},
    {
      ...Object.getOwnPropertyDescriptors(original),
      transpileModule: { enumerable: true, value: transpileWithMaps(original) },
      createWatchCompilerHost: { enumerable: true, value: createHost(original) },
    },
  );
  requireFromTslab.cache[file]!.exports = patched;
  overlaySystem(original.sys, overlay);
}

const transpileWithMaps =
  (ts: TypeScript): TypeScript["transpileModule"] =>
  (input, options) => {
    const emitMap = INLINE_MAP.exec(input)?.[1];
    if (options.fileName !== COMMON_JS_STEP || emitMap === undefined) return ts.transpileModule(input, options);
    const result = ts.transpileModule(input.replace(INLINE_MAP, ""), {
      ...options,
      compilerOptions: { ...options.compilerOptions, sourceMap: true },
    });
    const outputText = result.outputText.replace(MAP_COMMENT, "");
    const emit = JSON.parse(Buffer.from(emitMap, "base64").toString("utf8")) as SourceMapPayload;
    maps.set(outputText, { emit, commonJs: JSON.parse(result.sourceMapText!) as SourceMapPayload });
    return { ...result, outputText };
  };

const createHost =
  (ts: TypeScript): TypeScript["createWatchCompilerHost"] =>
  (files, options, ...rest) => {
    const roots = options.typeRoots ?? [];
    const hasNode = roots.some((root) => ts.sys.fileExists(`${root}/node/package.json`));
    const typeRoots = hasNode ? roots : [...roots, typesRoot().replaceAll("\\", "/")];
    // Only node's globals: every other package of @types would be read at each start, and is found when it is imported.
    const host = ts.createWatchCompilerHost(files, { ...options, typeRoots, types: ["node"], inlineSourceMap: true }, ...rest);
    const createProgram = host.createProgram.bind(host);
    host.createProgram = (...args) => expandShorthandProperties(ts, createProgram(...args));
    keepOneTimer(host);
    return host;
  };

function overlaySystem(sys: TypeScriptSystem, overlay: PathOverlay): void {
  const { fileExists, directoryExists, readFile, realpath } = sys;
  Object.assign(sys, {
    fileExists: (path: string) => fileExists(overlay(path)),
    directoryExists: (path: string) => directoryExists(overlay(path)),
    readFile: (path: string, encoding?: string) => readFile(overlay(path), encoding),
    realpath: (path: string) => realpath?.(overlay(path)) ?? overlay(path),
  });
}
