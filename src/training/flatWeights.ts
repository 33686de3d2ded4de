import type * as tf from "@tensorflow/tfjs";
import { ShapeError } from "../core/errors";
import type { NamedWeight } from "../layers/namedWeights";
import { readInto, writeVariable } from "../layers/operations/tensorMemory";
import type { RateRange } from "./adam";

interface GroupRange {
  readonly group: NamedWeight["group"];
  readonly start: number;
  readonly end: number;
}

/** One range a weight, neighbours of the same group joined. */
function groupRanges(weights: readonly NamedWeight[], offsets: readonly number[]): GroupRange[] {
  const ranges: GroupRange[] = [];
  weights.forEach(({ group }, i) => {
    const last = ranges[ranges.length - 1];
    const start = last?.group === group ? ranges.pop()!.start : offsets[i]!;
    ranges.push({ group, start, end: offsets[i + 1]! });
  });
  return ranges;
}

/**
 * All weights of a model as one flat float32 vector, in the order of `namedWeights()`.
 *
 * `values` is the truth during training; `assign()` hands it to the tensors.
 */
export class FlatWeights {
  readonly weights: readonly NamedWeight[];
  readonly values: Float32Array;
  /** Where each weight starts; one entry more than there are weights. */
  readonly offsets: readonly number[];
  private readonly groups: readonly GroupRange[];

  constructor(weights: readonly NamedWeight[]) {
    this.weights = weights;
    const offsets = [0];
    for (const { variable } of weights) offsets.push(offsets[offsets.length - 1]! + variable.size);
    this.offsets = offsets;
    this.groups = groupRanges(weights, offsets);
    this.values = new Float32Array(offsets[offsets.length - 1]!);
    weights.forEach(({ variable }, i) => this.values.set(variable.dataSync(), offsets[i]));
  }

  /** Gives every variable its part of `values`. */
  assign(): void {
    this.weights.forEach(({ variable }, i) => writeVariable(variable, this.values.subarray(this.offsets[i], this.offsets[i + 1])));
  }

  /** Copies the gradient of every weight into `out`; zero where a weight has none. */
  gatherGradients(gradientOf: (variable: tf.Variable) => tf.Tensor | null, out: Float32Array): void {
    this.weights.forEach(({ variable }, i) => {
      const gradient = gradientOf(variable);
      if (gradient === null) out.fill(0, this.offsets[i], this.offsets[i + 1]);
      else readInto(gradient, out, this.offsets[i]!);
    });
  }

  /** The learning rate of each run of weights of one group. */
  rateRanges(rates: Readonly<Record<NamedWeight["group"], number>>): RateRange[] {
    return this.groups.map(({ group, start, end }) => ({ start, end, learningRate: rates[group] }));
  }

  /** Replaces all values and hands them to the tensors. @throws ShapeError when the length differs */
  load(values: Float32Array): void {
    if (values.length !== this.values.length) {
      throw new ShapeError(`FlatWeights.load: the model has ${this.values.length} weights, got ${values.length}`);
    }
    this.values.set(values);
    this.assign();
  }
}
