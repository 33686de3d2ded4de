import * as tf from "@tensorflow/tfjs";
import { DataError } from "../core/errors";
import type { NamedWeight } from "../layers/namedWeights";
import type { RecordedWeight } from "./referenceRecord";

/**
 * Gives every weight of a model the recorded value of the same name, turned from PyTorch's [out, in] where the layer keeps [in, out].
 *
 * @throws DataError when a name or a shape differs.
 */
export function assignRecordedWeights(weights: readonly NamedWeight[], recorded: Readonly<Record<string, RecordedWeight>>): void {
  const unknown = Object.keys(recorded).filter((name) => !weights.some((weight) => weight.name === name));
  if (unknown.length > 0) throw new DataError(`replay: the record has weights that the model lacks: ${unknown.join(", ")}`);
  for (const { name, variable, transposed } of weights) {
    const found = recorded[name];
    if (found === undefined) throw new DataError(`replay: the record lacks the weight ${name} [${variable.shape.join(", ")}]`);
    const shape = transposed === true ? [...variable.shape].reverse() : variable.shape;
    if (shape.join() !== found.shape.join()) {
      throw new DataError(`replay: the record's ${name} has shape [${found.shape.join(", ")}], the model needs [${shape.join(", ")}]`);
    }
    const value = tf.tidy(() => {
      const tensor = tf.tensor([...found.values], shape, "float32");
      return transposed === true ? tf.transpose(tensor) : tensor;
    });
    variable.assign(value);
    value.dispose();
  }
}
