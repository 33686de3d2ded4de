import type * as tf from "@tensorflow/tfjs";
import type { Random } from "../core/random";
import type { AttentionMechanism, MixOptions } from "../layers/attentionMechanism";
import { FeedForward } from "../layers/classical/feedForward";
import { LayerNorm } from "../layers/classical/layerNorm";
import { prefixed, type NamedWeight } from "../layers/namedWeights";
import { add } from "../layers/operations/add";
import type { TransformerConfig } from "./transformerConfig";

/**
 * One transformer block: x + attention(norm(x)), then x + ffn(norm(x)), norms and residuals switchable (pre-LN, Xiong et al. 2002.04745);
 * with ffnDim 0 the attention alone.
 *
 * x [B, T, D] to [B, T, D]. Weights: `norm1`, `attention`, `norm2`, `ffn`. It owns the attention mechanism and disposes it.
 */
export class TransformerBlock {
  readonly attention: AttentionMechanism;
  private readonly residual: boolean;
  private readonly norms: readonly LayerNorm[];
  private readonly ffn: FeedForward | null;

  constructor(config: TransformerConfig, attention: AttentionMechanism, random: Random) {
    const { embedDim, ffnDim, activation, norm, residual } = config;
    const shape = [null, null, embedDim];
    this.attention = attention;
    this.residual = residual;
    this.norms = Array.from({ length: norm === "none" ? 0 : ffnDim === 0 ? 1 : 2 }, () => new LayerNorm());
    for (const each of this.norms) each.build(shape);
    this.ffn = ffnDim === 0 ? null : new FeedForward({ hiddenDim: ffnDim, activation, seed: random.split("ffn").seed });
    this.ffn?.build(shape);
  }

  call(x: tf.Tensor3D, mask: tf.Tensor2D | null, options: MixOptions = {}): tf.Tensor3D {
    const mixed = this.attention.mix(this.normed(0, x), mask, options);
    const attended = this.residual ? add(x, mixed) : mixed;
    if (this.ffn === null) return attended as tf.Tensor3D;
    const fed = this.ffn.call(this.normed(1, attended as tf.Tensor3D));
    return (this.residual ? add(attended, fed) : fed) as tf.Tensor3D;
  }

  private normed(index: 0 | 1, x: tf.Tensor3D): tf.Tensor3D {
    return (this.norms[index]?.call(x) ?? x) as tf.Tensor3D;
  }

  namedWeights(): readonly NamedWeight[] {
    const norm = (index: 0 | 1): NamedWeight[] => prefixed(`norm${index + 1}`, this.norms[index]?.namedWeights() ?? []);
    const ffn = prefixed("ffn", this.ffn?.namedWeights() ?? []);
    return [...norm(0), ...prefixed("attention", this.attention.namedWeights()), ...norm(1), ...ffn];
  }

  dispose(): void {
    this.attention.dispose();
    for (const part of [...this.norms, this.ffn]) part?.dispose();
  }
}
