import type { Random } from "../core/random";
import { ProjectedEmbedding } from "../layers/classical/projectedEmbedding";
import { TokenEmbedding } from "../layers/classical/tokenEmbedding";
import type { KernelLayer } from "../layers/kernelLayer";
import { OptimizedQuantumEmbedding } from "../layers/quantum/optimizedQuantumEmbedding";
import { QuantumEmbedding } from "../layers/quantum/quantumEmbedding";
import type { QuantumEmbeddingChoice } from "./embeddingConfig";
import type { TransformerConfig } from "./transformerConfig";

type Common = Pick<TransformerConfig, "vocabSize" | "embedDim"> & { readonly seed: number };

function quantumEmbedding({ kind: _kind, optimized = true, ...options }: QuantumEmbeddingChoice, common: Common): KernelLayer {
  const Layer = optimized ? OptimizedQuantumEmbedding : QuantumEmbedding;
  return new Layer({ ...common, ...options });
}

/** The built embedding layer that a configuration asks for. */
export function embeddingLayer({ vocabSize, embedDim, paddingId, embedding }: TransformerConfig, random: Random): KernelLayer {
  const common = { vocabSize, embedDim, seed: random.split("embedding").seed };
  const layer = ((): KernelLayer => {
    if (embedding.kind === "table") return new TokenEmbedding({ ...common, paddingId });
    if (embedding.kind === "projected") return new ProjectedEmbedding({ ...common, tableDim: embedding.tableDim });
    return quantumEmbedding(embedding, common);
  })();
  layer.build([null, null]);
  return layer;
}
