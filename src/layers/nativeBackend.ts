import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import util from "node:util";
import { EnvironmentError } from "../core/errors";
import { packageRoot } from "../core/packageRoot";

const requireFromPackage = createRequire(join(packageRoot(), "package.json"));
const HOW = "run `npm run setup:native` once, or choose the wasm backend";

/** Whether the native TensorFlow addon is built on this machine (the optional package `tfjs-native` with its binary). */
export function hasNativeBackend(): boolean {
  try {
    const folder = dirname(requireFromPackage.resolve("tfjs-native/package.json"));
    return existsSync(join(folder, "lib", "napi-v8", "tfjs_binding.node"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "MODULE_NOT_FOUND") return false;
    throw error;
  }
}

/** Loads the native addon, which registers the backend "tensorflow". @throws EnvironmentError when it is missing or broken */
export function loadNativeBackend(): void {
  if (!hasNativeBackend()) {
    throw new EnvironmentError(`ready: the tensorflow backend needs the native addon of tfjs-native, which is not built here; ${HOW}`, {
      missing: "tfjs-native",
    });
  }
  process.env["TF_CPP_MIN_LOG_LEVEL"] ??= "3";
  // The addon's JavaScript still calls two helpers that Node 23 removed.
  const helpers = util as { isNullOrUndefined?: (value: unknown) => boolean; isArray?: (value: unknown) => boolean };
  helpers.isNullOrUndefined ??= (value) => value === null || value === undefined;
  helpers.isArray ??= Array.isArray;
  try {
    requireFromPackage("tfjs-native");
  } catch (error) {
    throw new EnvironmentError(`ready: the native addon of tfjs-native does not load (${(error as Error).message}); ${HOW}`, {
      missing: "tfjs-native",
    });
  }
}
