import { checkOneOf } from "../../core/check";
import { ArgumentError } from "../../core/errors";
import type { Attention, AttentionConfig, Mechanism } from "../mechanism";
import { checkedConfig, OPTION } from "../mechanismOptions";
import { doublyStochastic } from "../scores/doublyStochasticAttention";
import { DEFAULT_LENGTH, FeatureAttention, featureParameters, type FeatureKind } from "./featureAttention";
import { FeatureMixer, featureMixerParameters } from "./featureMixer";
import { featureShape, replaceableScores } from "./featureShape";
import { mixerShape, replaceableMixers } from "./mixerShape";
import { SinkhornAttention, sinkhornParameters, TRANSPORT } from "./sinkhornAttention";

const DEFAULT_REPLACED = "qksan";
const REPLACEABLE = [...replaceableScores, TRANSPORT, ...replaceableMixers];

/** How a classical map in the place of a circuit is counted and made. */
interface Stand {
  readonly parameters: () => number;
  readonly create: (row: Mechanism) => Attention;
}

/** Mixers have neither heads nor an order of tokens to keep, and refuse to be asked for them. */
function withoutHeads({ nHeads, causal, ...config }: AttentionConfig): AttentionConfig {
  return { ...config, ...(nHeads !== undefined && nHeads !== 1 && { nHeads }), ...(causal === true && { causal }) };
}

/** A map for the circuit that makes a doubly stochastic matrix, whose own row checks the options. */
function transportStand({ causal, ...own }: AttentionConfig, config: AttentionConfig): Stand {
  doublyStochastic.parameters({ ...own, ...(causal === true && { causal }) });
  return { parameters: () => sinkhornParameters(config), create: (row) => new SinkhornAttention(row, config) };
}

function standOf(row: Mechanism, kind: FeatureKind, config: AttentionConfig): Stand {
  checkedConfig(row.name, config, row.options);
  const { replaces = DEFAULT_REPLACED, ...own } = config;
  checkOneOf(row.name, "replaces", replaces, REPLACEABLE);
  if (kind === "tanh" && replaces === TRANSPORT) return transportStand(own, config);
  const score = featureShape(replaces, own);
  if (kind === "fourier" && (replaces === TRANSPORT || score?.spectrum === null))
    throw new ArgumentError(`${row.name}: no data enters the circuit of ${replaces} as angles alone, it has no spectrum; replace another`, {
      replaces,
    });
  if (score !== null)
    return { parameters: () => featureParameters(config, score, kind), create: () => new FeatureAttention(row, config, score, kind) };
  const mixer = mixerShape(replaces, withoutHeads(own))!;
  return { parameters: () => featureMixerParameters(config, mixer, kind), create: () => new FeatureMixer(row, config, mixer, kind) };
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
  { ...OPTION.beta, default: null, description: "factor of the scores, null = as of that mechanism" },
  OPTION.trainableBeta,
  OPTION.seed,
];

function featureRow(kind: FeatureKind, words: Pick<Mechanism, "name" | "source" | "parameterFormula">): Mechanism {
  const row: Mechanism = {
    ...words,
    kind: "score",
    options: OPTIONS,
    parameters: (config) => standOf(row, kind, config).parameters(),
    circuit: () => null,
    create: (config) => standOf(row, kind, config).create(row),
  };
  return row;
}

/** Registry row of tanh features in the place of a circuit. */
export const bottleneck = featureRow("tanh", {
  name: "bottleneck",
  source: "control: a classical map with the outputs and the range of a circuit",
  parameterFormula:
    "that of the mechanism it replaces, each circuit of i inputs and m outputs counted as (i+1)m; H·seqLen² factors for the doubly stochastic matrix, seqLen coefficients for quixer",
});

/** Registry row of random Fourier features in the place of a circuit. */
export const randomFourier = featureRow("fourier", {
  name: "random-fourier",
  source: "control: random Fourier features of a circuit's spectrum, Landman et al. 2022, arXiv:2210.13200",
  parameterFormula:
    "that of the mechanism it replaces, each circuit of m outputs counted as Mm, M the largest of its m; seqLen coefficients for quixer",
});
