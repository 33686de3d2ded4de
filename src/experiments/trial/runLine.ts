import Ajv, { type ValidateFunction } from "ajv";
import type { TrialRun } from "./trialUnit";

const text = { type: "string" } as const;
const number = { type: "number" } as const;
const count = { type: "integer", minimum: 0 } as const;
const score = { type: "object", properties: { loss: number, accuracy: number }, required: ["loss", "accuracy"] } as const;
const point = { ...score, properties: { step: count, ...score.properties }, required: ["step", ...score.required] } as const;

const properties = {
  key: text,
  purpose: { enum: ["tuning", "study"] },
  task: text,
  mechanism: text,
  seed: count,
  learningRate: number,
  parameters: count,
  quantumParameters: count,
  validation: score,
  test: { ...score, nullable: true },
  testRight: { ...text, nullable: true },
  curve: { type: "array", items: point },
  circuits: count,
  shots: count,
  failure: { ...text, nullable: true },
  seconds: number,
} satisfies Record<keyof TrialRun, object>;

const SCHEMA = {
  type: "object",
  properties,
  required: Object.keys(properties),
  if: { properties: { purpose: { const: "study" }, failure: { type: "null" } } },
  then: { properties: { test: { type: "object" }, testRight: { type: "string" } } },
};

let validate: ValidateFunction<TrialRun> | null = null;

/** Whether a line of `runs.jsonl` is a whole run: every field of the right kind, and a study that did not fail has its test result. */
export function isTrialRun(line: object): line is TrialRun {
  validate ??= new Ajv().compile<TrialRun>(SCHEMA);
  return validate(line);
}
