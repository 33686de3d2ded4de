import type * as tf from "@tensorflow/tfjs";
import { Ledger } from "../../gradient/ledger";
import { ConfiguredAttention } from "../configuredAttention";

/** What mixers share: they have no attention map. */
export abstract class MixerAttention extends ConfiguredAttention {
  override ledger = new Ledger();

  override attentionWeights(_x: tf.Tensor3D, _mask: tf.Tensor2D | null): tf.Tensor4D | null {
    return null;
  }
}
