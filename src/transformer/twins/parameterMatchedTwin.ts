import { attentionMechanism } from "../../attention/attentionMechanisms";
import { attentionModelParameters, type AttentionModelConfig } from "../attentionTransformer";
import { matchedTableDim } from "../embeddingConfig";
import type { TransformerConfig } from "../transformerConfig";
import { transformerParameters } from "../transformerParameters";
import { bodyWithout } from "./bodyWithout";
import type { TwinConfig } from "./twin";

/** A pair of models counts as parameter-matched up to this relative difference. */
const TOLERANCE = 0.02;

const MECHANISM = "scaled-dot-product";

interface Match {
  readonly transformer: TransformerConfig;
  readonly headDim: number;
  /** |parameters − wanted|. */
  readonly miss: number;
}

/** The two feed-forward widths, at least 1, whose counts are nearest to what is wanted, and the model's own. */
function ffnCandidates(transformer: TransformerConfig, attention: number, wanted: number): number[] {
  const [one, two] = [1, 2].map((ffnDim) => transformerParameters({ ...transformer, ffnDim }, attention));
  const exact = 1 + (wanted - one!) / (two! - one!);
  return [transformer.ffnDim, ...[Math.floor(exact), Math.ceil(exact)].filter((width) => width >= 1)];
}

/** Every width of the heads with its best widths of the feed-forward block, for vectors of one width. */
function candidates(transformer: TransformerConfig, wanted: number): Match[] {
  const { embedDim, nHeads, ffnDim } = transformer;
  const found: Match[] = [];
  for (let headDim = 1; ; headDim++) {
    const attention = attentionMechanism(MECHANISM).parameters({ embedDim, nHeads, headDim });
    const smallest = transformerParameters({ ...transformer, ffnDim: Math.min(1, ffnDim) }, attention);
    if (headDim > 1 && smallest > wanted * (1 + TOLERANCE)) return found;
    for (const width of ffnCandidates(transformer, attention, wanted)) {
      const changed = { ...transformer, ffnDim: width };
      found.push({ transformer: changed, headDim, miss: Math.abs(transformerParameters(changed, attention) - wanted) });
    }
  }
}

/** The model with a classical embedding: a projected table of as many parameters as a quantum one has. */
function classicalEmbedding(transformer: TransformerConfig): TransformerConfig {
  const { embedding, vocabSize, embedDim } = transformer;
  if (embedding.kind !== "quantum") return transformer;
  return { ...transformer, embedding: { kind: "projected", tableDim: matchedTableDim(embedding, vocabSize, embedDim) } };
}

/**
 * The wholly classical model with as many parameters: scaled dot product, and a projected table for a quantum embedding.
 *
 * The width of the heads is solved for over the integers. The feed-forward block's width is changed only as far as 2 % cannot be reached
 * without, and that of the vectors, downwards, only where the two cannot reach it.
 */
export function parameterMatchedTwin(config: AttentionModelConfig): TwinConfig {
  const wanted = attentionModelParameters(config);
  const body = bodyWithout(config);
  const { embedDim, nHeads, ffnDim } = body;
  let nearest = Infinity;
  for (let width = embedDim; width >= embedDim / 2; width -= nHeads) {
    const matches = candidates({ ...classicalEmbedding(body), embedDim: width }, wanted);
    const distance = ({ transformer }: Match): number => Math.abs(transformer.ffnDim - ffnDim);
    const within = matches.filter(({ miss }) => miss <= TOLERANCE * wanted);
    const [found] = within.sort((a, b) => distance(a) - distance(b) || a.miss - b.miss);
    if (found !== undefined) return { transformer: found.transformer, mechanism: MECHANISM, options: { headDim: found.headDim } };
    nearest = matches.reduce((least, { miss }) => Math.min(least, miss), nearest);
  }
  const percent = ((100 * nearest) / wanted).toFixed(1);
  return { dropped: `no classical model comes within 2 % of ${wanted} parameters: the nearest differs by ${percent} %` };
}
