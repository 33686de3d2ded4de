import { createHash } from "node:crypto";
import type { AttentionModelConfig } from "../../transformer/attentionTransformer";
import type { TrialTraining } from "./trialConfig";

/** One run to make: a model on a task with one seed and one learning rate. */
export interface TrialUnit {
  /** Of everything that decides the run: equal keys are one run, whichever comparisons use it. */
  readonly key: string;
  /** Tuning runs choose a learning rate and never see the test split. */
  readonly purpose: "tuning" | "study";
  readonly task: string;
  readonly model: AttentionModelConfig;
  readonly seed: number;
  readonly learningRate: number;
  readonly training: TrialTraining;
}

/** A point of a learning curve, on the validation split. */
export interface CurvePoint {
  readonly step: number;
  readonly loss: number;
  readonly accuracy: number;
}

/** One finished run: a line of `runs.jsonl`. Losses in nats, accuracies as shares. */
export interface TrialRun {
  readonly key: string;
  readonly purpose: TrialUnit["purpose"];
  readonly task: string;
  readonly mechanism: string;
  readonly seed: number;
  readonly learningRate: number;
  readonly parameters: number;
  readonly quantumParameters: number;
  readonly validation: { readonly loss: number; readonly accuracy: number };
  /** Null of a tuning run. */
  readonly test: { readonly loss: number; readonly accuracy: number } | null;
  /** Which test rows were told right: one hexadecimal digit for four rows, the first row the highest bit; null of a tuning run. */
  readonly testRight: string | null;
  /** Empty of a tuning run. */
  readonly curve: readonly CurvePoint[];
  /** Circuits and shots that training would execute on hardware, forward passes and gradients. */
  readonly circuits: number;
  readonly shots: number;
  /** Why the run gave nothing; null when it went to its end. */
  readonly failure: string | null;
  /** Wall-clock seconds of its training steps. */
  readonly seconds: number;
}

/** A unit with its key. */
export function trialUnit(fields: Omit<TrialUnit, "key">): TrialUnit {
  const { purpose, task, model, seed, learningRate, training } = fields;
  return { ...fields, key: shortHash([purpose, task, model, seed, learningRate, training]) };
}

/** The same for equal JSON, whatever the order of an object's keys. */
export function shortHash(value: unknown): string {
  const sorted = JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
  return createHash("sha256").update(sorted).digest("hex").slice(0, 16);
}

/** Booleans as hexadecimal digits, padded with false. */
export function packBits(bits: readonly boolean[]): string {
  let text = "";
  for (let i = 0; i < bits.length; i += 4) {
    const digit = [0, 1, 2, 3].reduce((sum, k) => 2 * sum + (bits[i + k] === true ? 1 : 0), 0);
    text += digit.toString(16);
  }
  return text;
}

/** What `packBits` packed; `count` of them. */
export function unpackBits(text: string, count: number): boolean[] {
  return Array.from({ length: count }, (_, i) => ((parseInt(text[i >> 2] ?? "0", 16) >> (3 - (i & 3))) & 1) === 1);
}
