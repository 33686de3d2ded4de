import * as tf from "@tensorflow/tfjs";
import type { Circuit } from "../circuit/circuit";
import type { Observable } from "../circuit/observable";
import { resolveDiffMethod } from "../gradient/diffMethod";
import { Ledger, type Purpose } from "../gradient/ledger";
import { normalValues } from "../layers/initialValues";
import { CircuitRunner } from "../layers/quantum/circuitRunner";
import type { EngineName } from "../simulator/engine";
import { linear } from "../layers/operations/linear";
import type { Attendable } from "./attendable";
import { ConfiguredAttention } from "./configuredAttention";
import { circuitValues } from "./operations/circuitValues";
import { weightedValues } from "./operations/weightedValues";

/** Weight and bias of a linear map. */
export interface LinearMap {
  readonly weight: tf.Variable;
  readonly bias: tf.Variable;
}

/** x·W + b. */
export const project = (x: tf.Tensor, { weight, bias }: LinearMap): tf.Tensor => linear(x, weight, bias);

/**
 * What score mechanisms share: y = W_o·(Σ_j a_ij W_v x_j) with a_ij by head from `weightsOf`, values summed classically or by
 * the value circuit. Weights `v_proj` and `out_proj` come after those of the scores.
 */
export abstract class ScoreAttention extends ConfiguredAttention {
  private readonly runners: CircuitRunner[] = [];
  private counted = new Ledger();
  private valueMaps: readonly [LinearMap, LinearMap] | null = null;

  override get ledger(): Ledger {
    return this.counted;
  }

  override set ledger(ledger: Ledger) {
    this.counted = ledger;
    for (const runner of this.runners) runner.ledger = ledger;
  }

  /** a [B, H, T, T]: rows sum to 1 over the keys that may be attended to, 0 elsewhere. */
  protected abstract weightsOf(x: tf.Tensor3D, keys: Attendable, purpose: Purpose): tf.Tensor4D;

  protected override mixed(x: tf.Tensor3D, keys: Attendable, purpose: Purpose): tf.Tensor3D {
    return this.output(x, this.weightsOf(x, keys, purpose), purpose);
  }

  override attentionWeights(x: tf.Tensor3D, mask: tf.Tensor2D | null): tf.Tensor4D {
    return tf.tidy(() => this.weightsOf(x, this.keysOf(x, mask), "evaluation"));
  }

  /** Values and output: to be called by the constructor after the weights of the scores. */
  protected addValueMaps(width: number = this.config.embedDim): void {
    const { embedDim } = this.config;
    this.valueMaps = [this.addInputMap("v_proj", width), this.weights.addLinear("out_proj", width, embedDim, 1 / Math.sqrt(width))];
  }

  /** A map of the tokens, started as PyTorch starts a joint projection of queries, keys and values. */
  protected addInputMap(name: string, width: number = this.config.embedDim): LinearMap {
    const { embedDim } = this.config;
    return this.weights.addLinear(name, embedDim, width, Math.sqrt(6 / (embedDim + 3 * width)));
  }

  /** Trained angles of a circuit, N(0, 1)·0.1. */
  protected addAngles(name: string, count: number): tf.Variable {
    return this.weights.add(name, [count], normalValues(this.weights.random(name), count, 0.1), { group: "quantum" });
  }

  /** A circuit with its readout that is run as the configuration asks and counts in this mechanism's ledger; `shared` names its weights. */
  protected addRunner(circuit: Circuit, observables: readonly Observable[], shared: readonly string[]): CircuitRunner {
    const { shots = null, seed = 0 } = this.config;
    const runner = new CircuitRunner(
      circuit,
      observables,
      { engine: this.engine, diffMethod: resolveDiffMethod(undefined, shots), shots, seed },
      shared,
    );
    runner.ledger = this.counted;
    this.runners.push(runner);
    return runner;
  }

  protected get engine(): EngineName {
    return this.config.engine ?? "simd";
  }

  /** The factor of the scores: a number, or a trained variable `beta`. */
  protected addBeta(): number | tf.Variable {
    const { trainableBeta = false } = this.config;
    const beta = this.config.beta ?? 1;
    return trainableBeta ? this.weights.add("beta", [1], Float32Array.of(beta)) : beta;
  }

  protected output(x: tf.Tensor3D, weights: tf.Tensor4D, purpose: Purpose): tf.Tensor3D {
    return this.projectedValues(x, (values) => this.summed(weights, values, purpose));
  }

  /** W_o·sum(W_v·x). */
  protected projectedValues(x: tf.Tensor3D, sum: (values: tf.Tensor) => tf.Tensor): tf.Tensor3D {
    const [valueMap, outputMap] = this.valueMaps!;
    return project(sum(project(x, valueMap)), outputMap) as tf.Tensor3D;
  }

  /** Σ_j a_ij v_j by head, as the configuration asks. */
  protected summed(weights: tf.Tensor4D, values: tf.Tensor, purpose: Purpose): tf.Tensor3D {
    const { aggregation, shots = null, seed = 0 } = this.config;
    if (aggregation !== "circuit") return weightedValues(weights, values);
    return circuitValues(weights, values, { shots, seed, ledger: this.ledger, purpose });
  }
}
