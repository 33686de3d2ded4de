import { featureShape } from "../../attention/features/featureShape";
import { mechanismConfig, type AttentionModelConfig } from "../attentionTransformer";
import type { TransformerConfig } from "../transformerConfig";

/** The transformer around another attention: where the mechanism itself adds its input, the blocks do so now. */
export function bodyWithout(config: AttentionModelConfig): TransformerConfig {
  const { transformer, mechanism } = config;
  const addsInput = featureShape(mechanism, mechanismConfig(config))?.residual ?? false;
  return addsInput ? { ...transformer, residual: true } : transformer;
}
