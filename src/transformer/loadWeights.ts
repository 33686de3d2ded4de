import * as tf from "@tensorflow/tfjs";
import { DataError } from "../core/errors";
import type { NamedWeight } from "../layers/namedWeights";

/** A weight as PyTorch keeps it: Linear weights are [out, in]; values row-major. */
export interface RecordedValues {
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

/**
 * Gives every weight the recorded values of the same name, turned where the layer keeps [in, out].
 *
 * Checks everything before it changes anything. @throws DataError when a name or a shape differs
 */
export function loadWeights(weights: readonly NamedWeight[], record: Readonly<Record<string, RecordedValues>>): void {
  const unknown = Object.keys(record).filter((name) => !weights.some((weight) => weight.name === name));
  if (unknown.length > 0)
    throw new DataError(`loadWeights: the record has weights that the model lacks: ${unknown.join(", ")}`, { unknown });
  for (const weight of weights) checkRecorded(weight, record[weight.name]);
  for (const { name, variable, transposed } of weights) {
    const value = tf.tidy(() => {
      const tensor = tf.tensor(Float32Array.from(record[name]!.values), record[name]!.shape as number[]);
      return transposed === true ? tf.transpose(tensor) : tensor;
    });
    variable.assign(value);
    value.dispose();
  }
}

function checkRecorded({ name, variable, transposed }: NamedWeight, found: RecordedValues | undefined): void {
  const shape = transposed === true ? [...variable.shape].reverse() : variable.shape;
  if (found === undefined) throw new DataError(`loadWeights: the record lacks ${name} [${shape.join(", ")}]`, { name });
  if (shape.join() !== found.shape.join() || found.values.length !== variable.size) {
    throw new DataError(
      `loadWeights: ${name} has shape [${found.shape.join(", ")}] and ${found.values.length} values in the record; the model needs [${shape.join(", ")}]`,
      { name, expected: shape, got: found.shape },
    );
  }
}
