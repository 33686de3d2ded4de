import { BlendedAttention } from "../attention/blendedAttention";
import type { Random } from "../core/random";
import { attentionFactory, attentionModelConfig, type AttentionModelConfig } from "./attentionTransformer";
import { Transformer, type AttentionFactory } from "./transformer";

/** The attention that is replaced. */
const CLASSICAL = { mechanism: "scaled-dot-product", options: {} };

/**
 * A transformer whose classical attention is gradually replaced by the mechanism of its configuration: every block gives
 * (1 − λ)·scaled dot product + λ·mechanism.
 *
 * With the same random source it equals, at λ = 0, `attentionTransformer` with scaled-dot-product attention, and at λ = 1 that with its own
 * mechanism, to the bit. Train it with `stages`; the caller disposes it.
 *
 * @throws ArgumentError for an unknown mechanism, key or option; ShapeError for a width that does not fit the circuit
 * @example
 * ```ts
 * await ready();
 * const transformer = presetConfig("plan", "classical", { embedDim: 8, nHeads: 1 });
 * const model = new StagedTransformer({ transformer, mechanism: "swap-test", options: {} }, new Random(42));
 * model.setBlend(0.5);
 * model.dispose();
 * ```
 */
export class StagedTransformer extends Transformer {
  constructor(config: AttentionModelConfig, random: Random) {
    const checked = attentionModelConfig(config);
    const [classical, quantum] = [attentionFactory({ transformer: checked.transformer, ...CLASSICAL }), attentionFactory(checked)];
    const attention: AttentionFactory = (...block) => new BlendedAttention(classical(...block), quantum(...block));
    super(checked.transformer, random, { attention });
  }

  /** Sets λ in every block. @throws ArgumentError outside [0, 1] */
  setBlend(blend: number): void {
    for (const { attention } of this.blocks) (attention as BlendedAttention).blend = blend;
  }
}
