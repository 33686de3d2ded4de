import { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { setWasmPaths, version_wasm } from "@tensorflow/tfjs-backend-wasm";
import { checkKeys, checkOneOf } from "../core/check";
import { EnvironmentError } from "../core/errors";
import { packageRoot, packageVersion } from "../core/packageRoot";
import { loadNativeBackend } from "./nativeBackend";
import { activeKernels, chooseKernels, type KernelChoice } from "./operations/kernels/activeKernels";
import { registerUnsortedSegmentSum } from "./wasmBackend";

/** Where tensors live: WebAssembly (the default), plain JavaScript, or native TensorFlow. */
export type BackendName = "wasm" | "cpu" | "tensorflow";

/** What runs, to be printed and recorded beside every result. */
export interface BackendInfo {
  readonly name: BackendName;
  /** Versions of this library, of Node, of tfjs and of the backend's own package. */
  readonly versions: Readonly<Record<string, string>>;
  /** Which kernels the operations run: WebAssembly SIMD in tfjs' memory, or plain TypeScript. */
  readonly kernels: KernelChoice;
}

/** How the library shall start. */
export interface ReadyOptions {
  /** Default: what an earlier call started, else "wasm". */
  readonly backend?: BackendName;
  /** Default: what an earlier call chose, else "simd", which only wasm has; elsewhere the plain ones run. */
  readonly kernels?: KernelChoice;
}

export const BACKENDS: readonly BackendName[] = ["wasm", "cpu", "tensorflow"];
let started: Promise<void> | null = null;
let startedName: BackendName | null = null;

/** cpu prints an advertisement at its first tensor; the library says itself which backend runs. */
function silenceCpuHint(): void {
  (tf.findBackend("cpu") as { firstUse?: boolean }).firstUse = false;
}

function versionsOf(name: BackendName): Record<string, string> {
  const versions: Record<string, string> = {
    "quantum-attention": packageVersion(),
    node: process.versions.node,
    tfjs: tf.version_core,
  };
  if (name === "wasm") versions["tfjs-backend-wasm"] = version_wasm;
  if (name === "tensorflow") versions["tfjs-native"] = tf.version_core;
  return versions;
}

async function start(name: BackendName): Promise<void> {
  if (name === "tensorflow") loadNativeBackend();
  if (name === "wasm") {
    registerUnsortedSegmentSum();
    if (tf.engine().registry["wasm"] === undefined) {
      const requireFromPackage = createRequire(join(packageRoot(), "package.json"));
      setWasmPaths(dirname(requireFromPackage.resolve("@tensorflow/tfjs-backend-wasm")) + sep);
    }
  }
  silenceCpuHint();
  if (!(await tf.setBackend(name))) {
    throw new EnvironmentError(`ready: tfjs could not start its ${name} backend; run \`quantum-attention doctor\` to see what is missing`, {
      backend: name,
    });
  }
  await tf.ready();
}

/**
 * Starts TensorFlow.js once, before any tensor or data frame is made; everything else in the library assumes that it was awaited.
 *
 * Without `backend` it keeps what an earlier call started, else starts "wasm". Calling it again is free; naming another backend switches.
 * On wasm it also registers the kernel that gradients of `tf.gather` lack there.
 *
 * @throws ArgumentError for an unknown backend; EnvironmentError when "tensorflow" is asked for and `npm run setup:native` was never run
 * @example
 * ```ts
 * const backend = await ready();
 * console.log(backend.name); // wasm
 * ```
 */
export async function ready(options: ReadyOptions = {}): Promise<BackendInfo> {
  checkKeys("ready", options, ["backend", "kernels"]);
  if (options.kernels !== undefined) {
    checkOneOf("ready", "kernels", options.kernels, ["simd", "plain"]);
    chooseKernels(options.kernels);
  }
  const name = options.backend ?? startedName ?? "wasm";
  checkOneOf("ready", "backend", name, BACKENDS);
  if (started === null || startedName !== name) {
    startedName = name;
    started = start(name).catch((error: unknown) => {
      started = startedName = null;
      throw error;
    });
  }
  await started;
  return { name, versions: versionsOf(name), kernels: activeKernels().name };
}
