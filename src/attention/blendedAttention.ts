import * as tf from "@tensorflow/tfjs";
import { checkNumber } from "../core/check";
import type { Ledger } from "../gradient/ledger";
import type { AttentionMechanism, MixOptions } from "../layers/attentionMechanism";
import { prefixed, type NamedWeight } from "../layers/namedWeights";

/**
 * Two attention mechanisms of which one replaces the other: (1 − λ)·classical + λ·quantum, of the outputs [B, T, D].
 *
 * λ is `blend`, 0 at first. At 0 and 1 only one of them runs, so that the result is its own to the bit, and the other gets no gradient.
 * It owns both. Weights: `classical.…`, `quantum.…`.
 */
export class BlendedAttention implements AttentionMechanism {
  private share = 0;

  constructor(
    readonly classical: AttentionMechanism,
    readonly quantum: AttentionMechanism,
  ) {}

  get blend(): number {
    return this.share;
  }

  /** @throws ArgumentError outside [0, 1] */
  set blend(blend: number) {
    checkNumber("BlendedAttention", "blend", blend, 0, 1);
    this.share = blend;
  }

  get ledger(): Ledger | undefined {
    return this.quantum.ledger ?? this.classical.ledger;
  }

  set ledger(ledger: Ledger | undefined) {
    if (ledger === undefined) return;
    for (const part of [this.classical, this.quantum]) if (part.ledger !== undefined) part.ledger = ledger;
  }

  mix(x: tf.Tensor3D, mask: tf.Tensor2D | null, options: MixOptions = {}): tf.Tensor3D {
    if (this.share === 0) return this.classical.mix(x, mask, options);
    if (this.share === 1) return this.quantum.mix(x, mask, options);
    return tf.tidy(() => {
      const [classical, quantum] = [this.classical, this.quantum].map((part) => part.mix(x, mask, options));
      return tf.add(tf.mul(classical!, 1 - this.share), tf.mul(quantum!, this.share));
    });
  }

  namedWeights(): readonly NamedWeight[] {
    return [...prefixed("classical", this.classical.namedWeights()), ...prefixed("quantum", this.quantum.namedWeights())];
  }

  deadParameters(): readonly string[] {
    const named = (prefix: string, names: readonly string[]): string[] => names.map((name) => `${prefix}.${name}`);
    return [...named("classical", this.classical.deadParameters()), ...named("quantum", this.quantum.deadParameters())];
  }

  dispose(): void {
    this.classical.dispose();
    this.quantum.dispose();
  }
}
