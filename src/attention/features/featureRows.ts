import { checkOneOf } from "../../core/check";
import { ArgumentError } from "../../core/errors";
import type { AttentionConfig, Mechanism } from "../mechanism";
import { checkedConfig, OPTION } from "../mechanismOptions";
import { DEFAULT_LENGTH, FeatureAttention, featureParameters, type FeatureKind } from "./featureAttention";
import { FeatureMixer, featureMixerParameters } from "./featureMixer";
import { featureShape, replaceableScores, type FeatureShape } from "./featureShape";
import { mixerShape, replaceableMixers, type MixerShape } from "./mixerShape";

const DEFAULT_REPLACED = "qksan";
const REPLACEABLE = [...replaceableScores, ...replaceableMixers];

interface Replaced {
  readonly score: FeatureShape | null;
  readonly mixer: MixerShape | null;
}

/** Mixers have neither heads nor an order of tokens to keep, and refuse to be asked for them. */
function withoutHeads({ nHeads, causal, ...config }: AttentionConfig): AttentionConfig {
  return { ...config, ...(nHeads !== undefined && nHeads !== 1 && { nHeads }), ...(causal === true && { causal }) };
}

function build(row: Mechanism, kind: FeatureKind, config: AttentionConfig): Replaced {
  checkedConfig(row.name, config, row.options);
  const { replaces = DEFAULT_REPLACED, ...own } = config;
  checkOneOf(row.name, "replaces", replaces, REPLACEABLE);
  const score = featureShape(replaces, own);
  if (kind === "fourier" && score?.spectrum === null)
    throw new ArgumentError(`${row.name}: no data enters the circuit of ${replaces} as angles, it has no spectrum; replace another`, {
      replaces,
    });
  return { score, mixer: score === null ? mixerShape(replaces, withoutHeads(own)) : null };
}

const OPTIONS: Mechanism["options"] = [
  { name: "replaces", values: REPLACEABLE.join(" | "), default: DEFAULT_REPLACED, description: "mechanism whose circuit it stands for" },
  OPTION.nHeads,
  { ...OPTION.nQubits, description: "as of that mechanism, as are the options after it" },
  { ...OPTION.nLayers, default: null },
  { name: "seqLen", values: "integer ≥ 1", default: DEFAULT_LENGTH, description: "positions that have angles or coefficients" },
  { name: "degree", values: "integer ≥ 1", default: null, description: "of its polynomial" },
  { name: "variant", values: "of that mechanism", default: null, description: "which form of it" },
  { name: "residual", values: "true | false", default: null, description: "whether x is added, null = as that mechanism does" },
  OPTION.causal,
  OPTION.beta,
  OPTION.trainableBeta,
  OPTION.seed,
];

function featureRow(kind: FeatureKind, words: Pick<Mechanism, "name" | "source" | "parameterFormula">): Mechanism {
  const row: Mechanism = {
    ...words,
    kind: "score",
    options: OPTIONS,
    parameters: (config) => {
      const { score, mixer } = build(row, kind, config);
      return score === null ? featureMixerParameters(config, mixer!, kind) : featureParameters(config, score, kind);
    },
    circuit: () => null,
    create: (config) => {
      const { score, mixer } = build(row, kind, config);
      return score === null ? new FeatureMixer(row, config, mixer!, kind) : new FeatureAttention(row, config, score, kind);
    },
  };
  return row;
}

/** Registry row of tanh features in the place of a circuit. */
export const bottleneck = featureRow("tanh", {
  name: "bottleneck",
  source: "control: a classical map with the outputs and the range of a circuit",
  parameterFormula: "that of the mechanism it replaces, each circuit of i inputs and m outputs counted as (i+1)m",
});

/** Registry row of random Fourier features in the place of a circuit. */
export const randomFourier = featureRow("fourier", {
  name: "random-fourier",
  source: "control: random Fourier features of a circuit's spectrum, Landman et al. 2022, arXiv:2210.13200",
  parameterFormula: "that of the mechanism it replaces, each circuit of m outputs counted as Mm, M the largest of its m",
});
