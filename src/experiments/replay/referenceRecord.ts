import { readFileSync } from "node:fs";
import Ajv, { type JSONSchemaType, type ValidateFunction } from "ajv";
import { DataError } from "../../core/errors";

/** Tokens [N][T] and labels [N]. */
export interface RecordedRows {
  readonly tokens: readonly (readonly number[])[];
  readonly labels: readonly number[];
}

/** A recorded weight in PyTorch's layout: Linear weights are [out, in]; values row-major. */
export interface RecordedWeight {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** Training and validation of one recorded epoch, losses as means over batches. */
export interface RecordedEpoch {
  readonly trainLoss: number;
  readonly trainAccuracy: number;
  readonly valLoss: number;
  readonly valAccuracy: number;
}

/** One trained model: where it started, what it saw in which order, and what came out. */
export interface RecordedArm {
  readonly initial: Readonly<Record<string, RecordedWeight>>;
  /** Row numbers of the training set in the order of use, a list an epoch. */
  readonly batchOrder: readonly (readonly number[])[];
  /** Cross-entropy of every step, before its update. */
  readonly stepLosses: readonly number[];
  readonly epochs: readonly RecordedEpoch[];
}

/** A run of the reference study, recorded so that it can be trained again elsewhere. */
export interface ReferenceRecord {
  readonly seed: number;
  readonly train: RecordedRows;
  readonly validation: RecordedRows;
  readonly arms: { readonly classical: RecordedArm; readonly hybrid: RecordedArm };
}

const integers = { type: "array", items: { type: "integer", minimum: 0 }, minItems: 1 } as const;
const numbers = { type: "array", items: { type: "number" } } as const;
const rows = {
  type: "object",
  properties: { tokens: { type: "array", items: integers, minItems: 1 }, labels: integers },
  required: ["tokens", "labels"],
} as const;
const epoch = {
  type: "object",
  properties: {
    trainLoss: { type: "number" },
    trainAccuracy: { type: "number" },
    valLoss: { type: "number" },
    valAccuracy: { type: "number" },
  },
  required: ["trainLoss", "trainAccuracy", "valLoss", "valAccuracy"],
} as const;
const arm = {
  type: "object",
  properties: {
    initial: {
      type: "object",
      required: [],
      additionalProperties: {
        type: "object",
        properties: { shape: integers, values: numbers },
        required: ["shape", "values"],
      },
    },
    batchOrder: { type: "array", items: integers, minItems: 1 },
    stepLosses: { ...numbers, minItems: 1 },
    epochs: { type: "array", items: epoch, minItems: 1 },
  },
  required: ["initial", "batchOrder", "stepLosses", "epochs"],
} as const;
const SCHEMA = {
  type: "object",
  properties: {
    seed: { type: "integer" },
    train: rows,
    validation: rows,
    arms: { type: "object", properties: { classical: arm, hybrid: arm }, required: ["classical", "hybrid"] },
  },
  required: ["seed", "train", "validation", "arms"],
} as const as unknown as JSONSchemaType<ReferenceRecord>;

let validateRecord: ValidateFunction<ReferenceRecord> | null = null;

/**
 * Reads a recorded run of the reference study.
 *
 * @throws DataError when the file is missing, not JSON, or not such a record, naming the field.
 *
 * @example
 * ```ts
 * const record = loadReferenceRecord("test/fixtures/run42.json");
 * console.log(record.arms.hybrid.stepLosses.length); // 500
 * ```
 */
export function loadReferenceRecord(path: string): ReferenceRecord {
  const refuse = (problem: string) => new DataError(`replay: ${path} ${problem}; pass a record such as test/fixtures/run42.json`, { path });
  const record: unknown = parse(path, refuse);
  validateRecord ??= new Ajv().compile(SCHEMA);
  if (!validateRecord(record)) {
    const { instancePath, message } = validateRecord.errors![0]!;
    throw refuse(`is not a recorded run: ${instancePath === "" ? "the file" : instancePath} ${message}`);
  }
  const problem = inconsistency(record);
  if (problem !== null) throw refuse(`contradicts itself: ${problem}`);
  return record;
}

function parse(path: string, refuse: (problem: string) => DataError): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw refuse(`cannot be read (${(error as Error).message})`);
  }
}

/** What in a well-formed record does not fit together, or null. */
function inconsistency({ train, validation, arms }: ReferenceRecord): string | null {
  const seqLen = train.tokens[0]!.length;
  for (const [name, { tokens, labels }] of Object.entries({ train, validation })) {
    if (tokens.length !== labels.length) return `${name} has ${tokens.length} rows of tokens and ${labels.length} labels`;
    if (tokens.some((row) => row.length !== seqLen)) return `the rows of ${name} have different lengths`;
  }
  for (const [name, { initial, batchOrder, stepLosses, epochs }] of Object.entries(arms)) {
    if (batchOrder.length !== epochs.length) return `${name} has ${batchOrder.length} batch orders for ${epochs.length} epochs`;
    if (stepLosses.length % epochs.length !== 0) return `${name} has ${stepLosses.length} step losses for ${epochs.length} epochs`;
    for (const order of batchOrder) {
      if (order.length !== train.labels.length) return `a batch order of ${name} has ${order.length} rows of ${train.labels.length}`;
      if (order.some((row) => row >= train.labels.length)) return `a batch order of ${name} names a row beyond ${train.labels.length - 1}`;
      if (new Set(order).size !== order.length) return `a batch order of ${name} names a row twice`;
    }
    for (const [weight, { shape, values }] of Object.entries(initial)) {
      const size = shape.reduce((product, axis) => product * axis, 1);
      if (size !== values.length) return `${name}'s ${weight} has ${values.length} values for shape [${shape.join(", ")}]`;
    }
  }
  return null;
}
