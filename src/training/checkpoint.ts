import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CheckpointError } from "../core/errors";
import { writeFileAtomic } from "../core/files";
import type { AdamState } from "./adam";
import type { TrainingConfig } from "./trainingConfig";
import type { EpochMetrics } from "./trainingHistory";

const FORMAT = "quantum-attention checkpoint";
const FORMAT_VERSION = 1;
const FILE_NAME = "checkpoint.json";

/** Everything from which a run goes on as if it had never stopped. */
export interface Checkpoint {
  /** What is trained, such as the model's and the data's configuration; resuming needs the same. */
  readonly subject: Readonly<Record<string, unknown>>;
  readonly config: TrainingConfig;
  /** Name and shape of every weight, in order. */
  readonly weights: readonly { readonly name: string; readonly shape: readonly number[] }[];
  /** Finished epochs. */
  readonly epochs: readonly EpochMetrics[];
  readonly stepLosses: readonly number[];
  /** All weights, and Adam's moments and step count. */
  readonly values: Float32Array;
  readonly adam: AdamState;
  /** The weights of the epoch with the lowest validation loss; null without early stopping. */
  readonly best: Float32Array | null;
  /** What the model counts, as its `counters` gave it; null for a model without. */
  readonly counters: unknown;
}

/** The checkpoint's path inside a run's folder. */
export function checkpointPath(folder: string): string {
  return join(folder, FILE_NAME);
}

/**
 * Writes a checkpoint whole or not at all, with a SHA-256 over its payload.
 *
 * @throws OutputError when the folder cannot be written; an older checkpoint there stays
 *
 * @example
 * ```ts
 * import { mkdtempSync } from "node:fs";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * const [out, copy] = [0, 1].map(() => mkdtempSync(join(tmpdir(), "run-")));
 * await trainModel({ model: "classical", epochs: 1 }, { out });
 * saveCheckpoint(copy!, loadCheckpoint(out!));
 * ```
 */
export function saveCheckpoint(folder: string, checkpoint: Checkpoint): void {
  const { values, adam, best, ...rest } = checkpoint;
  const payload = JSON.stringify({
    ...rest,
    values: encode(values),
    adam: { m: encode(adam.m), v: encode(adam.v), steps: adam.steps },
    best: best && encode(best),
  });
  writeFileAtomic(
    checkpointPath(folder),
    JSON.stringify({ format: FORMAT, formatVersion: FORMAT_VERSION, sha256: sha256(payload), payload }),
  );
}

/**
 * Reads the checkpoint of a run's folder.
 *
 * @throws CheckpointError when it is missing, not a checkpoint, from another version, damaged or cut short.
 *
 * @example
 * ```ts
 * import { mkdtempSync } from "node:fs";
 * import { tmpdir } from "node:os";
 * import { join } from "node:path";
 * const out = mkdtempSync(join(tmpdir(), "run-"));
 * await trainModel({ model: "classical", epochs: 1 }, { out });
 * console.log(loadCheckpoint(out).stepLosses.length); // 50
 * ```
 */
export function loadCheckpoint(folder: string): Checkpoint {
  const path = checkpointPath(folder);
  const refuse = (got: string, cure: string) => new CheckpointError(`loadCheckpoint: ${path} ${got}; ${cure}`, { path });
  if (!existsSync(path)) throw refuse("does not exist", "name the folder of an earlier run");
  const file = parseObject(readFileSync(path, "utf8"));
  if (file === null || file.format !== FORMAT || typeof file.payload !== "string") {
    throw refuse("is not a checkpoint of this library", "name the folder of an earlier run, or start afresh in another folder");
  }
  if (file.formatVersion !== FORMAT_VERSION) {
    throw refuse(`has format version ${String(file.formatVersion)}, this library reads ${FORMAT_VERSION}`, "use the version that wrote it");
  }
  if (file.sha256 !== sha256(file.payload)) throw refuse("is damaged: its checksum differs", "start afresh in another folder");
  const payload = JSON.parse(file.payload) as Omit<Checkpoint, "values" | "adam" | "best"> & {
    values: string;
    adam: { m: string; v: string; steps: number };
    best: string | null;
  };
  const { adam, best } = payload;
  return {
    ...payload,
    values: decode(payload.values),
    adam: { m: decode(adam.m), v: decode(adam.v), steps: adam.steps },
    best: best === null ? null : decode(best),
  };
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Little-endian float32 bytes, as every platform that Node runs on stores them. */
const encode = (values: Float32Array): string => Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("base64");

function decode(text: string): Float32Array {
  return new Float32Array(new Uint8Array(Buffer.from(text, "base64")).buffer);
}
