import * as tf from "@tensorflow/tfjs";
import type { Ledger, Purpose } from "../gradient/ledger";
import type { MixOptions } from "../layers/attentionMechanism";
import type { NamedWeight } from "../layers/namedWeights";
import { attendable, type Attendable } from "./attendable";
import { AttentionWeights } from "./attentionWeights";
import type { Attention, AttentionConfig, Mechanism } from "./mechanism";
import { checkedConfig, filledConfig } from "./mechanismOptions";

/** What scores and mixers share: a checked configuration, weights of their own, and a pass over tokens whose keys were checked. */
export abstract class ConfiguredAttention implements Attention {
  readonly config: Readonly<AttentionConfig>;
  abstract ledger: Ledger;
  protected readonly weights: AttentionWeights;

  constructor(
    readonly mechanism: Mechanism,
    config: AttentionConfig,
    derived: Partial<AttentionConfig> = {},
  ) {
    checkedConfig(mechanism.name, config, mechanism.options, mechanism.refused);
    this.config = filledConfig(config, mechanism.options, derived);
    this.weights = new AttentionWeights(this.config.seed ?? 0);
  }

  abstract attentionWeights(x: tf.Tensor3D, mask: tf.Tensor2D | null): tf.Tensor4D | null;

  protected abstract mixed(x: tf.Tensor3D, keys: Attendable, purpose: Purpose): tf.Tensor3D;

  mix(x: tf.Tensor3D, mask: tf.Tensor2D | null, { training = true }: MixOptions = {}): tf.Tensor3D {
    return tf.tidy(() => this.mixed(x, this.keysOf(x, mask), training ? "forward" : "evaluation"));
  }

  namedWeights(): readonly NamedWeight[] {
    return this.weights.all();
  }

  deadParameters(): readonly string[] {
    return [];
  }

  dispose(): void {
    this.weights.dispose();
  }

  protected keysOf(x: tf.Tensor, mask: tf.Tensor | null): Attendable {
    return attendable(this.mechanism.name, x, this.config.embedDim, mask, this.config.causal ?? false);
  }
}
