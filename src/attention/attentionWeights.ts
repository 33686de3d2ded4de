import * as tf from "@tensorflow/tfjs";
import { Random } from "../core/random";
import { uniformValues } from "../layers/initialValues";
import type { NamedWeight } from "../layers/namedWeights";

/** The trained arrays of one mechanism, in the order in which they were made. */
export class AttentionWeights {
  private readonly list: NamedWeight[] = [];

  constructor(private readonly seed: number) {}

  /** A variable that starts at `values`. */
  add(name: string, shape: readonly number[], values: Float32Array, traits: Partial<NamedWeight> = {}): tf.Variable {
    const variable = tf.tidy(() => tf.variable(tf.tensor(values, shape as number[])));
    this.list.push({ name, variable, group: "classical", ...traits });
    return variable;
  }

  /** Weight [inputs, units] ~ U(±bound) and bias 0 of a linear map, as PyTorch's MultiheadAttention starts them. */
  addLinear(name: string, inputs: number, units: number, bound: number): { readonly weight: tf.Variable; readonly bias: tf.Variable } {
    const values = uniformValues(this.random(`${name}.weight`), inputs * units, bound);
    return {
      weight: this.add(`${name}.weight`, [inputs, units], values, { transposed: true }),
      bias: this.add(`${name}.bias`, [units], new Float32Array(units)),
    };
  }

  /** A source of its own for the weight of this name. */
  random(name: string): Random {
    return new Random(this.seed).split(name);
  }

  all(): readonly NamedWeight[] {
    return this.list;
  }

  dispose(): void {
    for (const { variable } of this.list) variable.dispose();
  }
}
