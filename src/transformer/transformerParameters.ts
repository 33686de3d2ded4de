import { embeddingParameters } from "./embeddingConfig";
import type { TransformerConfig } from "./transformerConfig";

/** Parameters of a transformer whose attention has `attention` of them in every block, counted without building it. */
export function transformerParameters(config: TransformerConfig, attention: number): number {
  const { vocabSize, embedDim: D, nClasses, nBlocks, ffnDim: F, norm } = config;
  const norms = norm === "pre" ? 2 * D : 0;
  const ffn = F === 0 ? 0 : (2 * D + 1) * F + D + norms;
  return embeddingParameters(config.embedding, vocabSize, D) + nBlocks * (norms + attention + ffn) + norms + (D + 1) * nClasses;
}
