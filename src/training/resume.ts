import { isDeepStrictEqual } from "node:util";
import { CheckpointError } from "../core/errors";
import type { Checkpoint } from "./checkpoint";

/**
 * Throws unless `found` can be carried on by the run whose fresh state is `wanted`: same subject, same weights, same settings.
 * More epochs than before may be asked for when the learning rate does not depend on their number.
 */
export function checkResumable(found: Checkpoint, wanted: Checkpoint): void {
  refuseDifferences("what is trained", plain(found.subject), plain(wanted.subject));
  if (!isDeepStrictEqual(found.weights, wanted.weights)) {
    throw new CheckpointError(
      `resume: the checkpoint holds ${found.weights.length} weights (${found.values.length} numbers) of other names or shapes than ` +
        `the model's ${wanted.weights.length} (${wanted.values.length} numbers); resume with the same model`,
      { found: found.weights, wanted: wanted.weights },
    );
  }
  const lengths = [found.values.length, found.adam.m.length, found.adam.v.length, found.best?.length ?? found.values.length];
  if (lengths.some((length) => length !== wanted.values.length)) {
    throw new CheckpointError(`resume: the checkpoint's vectors have lengths ${lengths.join(", ")}, the model has ${wanted.values.length}`);
  }
  const free = wanted.config.schedule.kind === "constant" && found.epochs.length <= wanted.config.epochs;
  const epochs = free ? wanted.config.epochs : found.config.epochs;
  refuseDifferences("the settings", { ...found.config, epochs }, { ...wanted.config });
}

/** As JSON keeps it. */
function plain(subject: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return JSON.parse(JSON.stringify(subject)) as Record<string, unknown>;
}

function refuseDifferences(what: string, found: Record<string, unknown>, wanted: Record<string, unknown>): void {
  const keys = [...new Set([...Object.keys(found), ...Object.keys(wanted)])].filter((key) => !isDeepStrictEqual(found[key], wanted[key]));
  if (keys.length === 0) return;
  const differences = keys.map((key) => `${key} ${JSON.stringify(found[key])} then, ${JSON.stringify(wanted[key])} now`).join("; ");
  throw new CheckpointError(`resume: ${what} differs from the checkpoint's (${differences}); resume with the same, or start afresh`, {
    found,
    wanted,
  });
}
