import { attentionMechanism } from "../../attention/attentionMechanisms";
import { attentionModelParameters, type AttentionModelConfig } from "../attentionTransformer";
import { matchedTableDim } from "../embeddingConfig";
import type { TransformerConfig } from "../transformerConfig";
import { transformerParameters } from "../transformerParameters";
import type { TwinConfig } from "./twin";

/** A pair of models counts as parameter-matched up to this relative difference. */
const TOLERANCE = 0.02;

const MECHANISM = "scaled-dot-product";

interface Match {
  readonly headDim: number;
  readonly ffnDim: number;
  /** |parameters − wanted|. */
  readonly miss: number;
}

/** The two feed-forward widths, at least 1, whose counts are nearest to what is wanted, and the model's own. */
function ffnCandidates(transformer: TransformerConfig, attention: number, wanted: number): number[] {
  const [one, two] = [1, 2].map((ffnDim) => transformerParameters({ ...transformer, ffnDim }, attention));
  const exact = 1 + (wanted - one!) / (two! - one!);
  return [transformer.ffnDim, ...[Math.floor(exact), Math.ceil(exact)].filter((width) => width >= 1)];
}

/** Closest feed-forward width first, then the closest count. */
function best(matches: readonly Match[], ffnDim: number): Match | undefined {
  const order = (a: Match, b: Match): number => Math.abs(a.ffnDim - ffnDim) - Math.abs(b.ffnDim - ffnDim) || a.miss - b.miss;
  return [...matches].sort(order)[0];
}

/**
 * The wholly classical model with as many parameters: scaled dot product, and a projected table for a quantum embedding.
 *
 * The width of the heads is solved for over the integers; the feed-forward block's is changed only as far as 2 % cannot be reached
 * without.
 */
export function parameterMatchedTwin(config: AttentionModelConfig): TwinConfig {
  const wanted = attentionModelParameters(config);
  const { embedding, vocabSize, embedDim, nHeads, ffnDim } = config.transformer;
  const transformer: TransformerConfig =
    embedding.kind === "quantum"
      ? { ...config.transformer, embedding: { kind: "projected", tableDim: matchedTableDim(embedding, vocabSize, embedDim) } }
      : config.transformer;
  const row = attentionMechanism(MECHANISM);
  const matches: Match[] = [];
  let nearest = Infinity;
  for (let headDim = 1; ; headDim++) {
    const attention = row.parameters({ embedDim, nHeads, headDim });
    const smallest = transformerParameters({ ...transformer, ffnDim: Math.min(1, ffnDim) }, attention);
    if (headDim > 1 && smallest > wanted * (1 + TOLERANCE)) break;
    for (const width of ffnCandidates(transformer, attention, wanted)) {
      const miss = Math.abs(transformerParameters({ ...transformer, ffnDim: width }, attention) - wanted);
      nearest = Math.min(nearest, miss);
      if (miss <= TOLERANCE * wanted) matches.push({ headDim, ffnDim: width, miss });
    }
  }
  const found = best(matches, ffnDim);
  if (found !== undefined)
    return { transformer: { ...transformer, ffnDim: found.ffnDim }, mechanism: MECHANISM, options: { headDim: found.headDim } };
  const percent = ((100 * nearest) / wanted).toFixed(1);
  return { dropped: `no classical model comes within 2 % of ${wanted} parameters: the nearest differs by ${percent} %` };
}
