import type { AttentionModelConfig } from "./attentionTransformer";

/** Published models with quantum attention; `reference-swap-test` is the reference study's. */
export const ATTENTION_PRESETS = ["qsann", "qmsan", "quixer", "di-sipio", "smaldone", "reference-swap-test"] as const;

/** Name of a published model with quantum attention. */
export type AttentionPresetName = (typeof ATTENTION_PRESETS)[number];

/** A part that a source counts differently from this library. */
export interface PresetDifference {
  readonly part: string;
  /** How many parameters the library has more (or, negative, less). */
  readonly parameters: number;
}

interface PresetCount {
  readonly published: number;
  readonly differences: readonly PresetDifference[];
}

/** The letters of the formulas. */
function lettersOf({ transformer, options }: AttentionModelConfig) {
  const { vocabSize: V, embedDim: D, nClasses: C, ffnDim: F, embedding } = transformer;
  const circuit = embedding.kind === "quantum" ? embedding : options;
  return { V, D, C, F, n: circuit.nQubits!, L: circuit.nLayers!, T: options.seqLen ?? 0, degree: options.degree ?? 0 };
}

type Letters = ReturnType<typeof lettersOf>;

const logits = ({ D, C }: Letters): PresetDifference => ({ part: "a logit for each class but the first", parameters: (D + 1) * (C - 1) });
const tokens = ({ V, D }: Letters): PresetDifference => ({ part: "token vectors, which the source does not count", parameters: V * D });

const COUNTS: Readonly<Record<AttentionPresetName, (letters: Letters) => PresetCount>> = {
  qsann: (at) => ({ published: 3 * at.n * (at.L + 2) + at.D + 1, differences: [tokens(at), logits(at)] }),
  qmsan: (at) => ({ published: 3 * 2 * at.n * at.L + at.D + 1, differences: [tokens(at), logits(at)] }),
  quixer: ({ V, D, C, n, L, T, degree }) => ({
    published: V * D + (D + 1) * 4 * n * L + 2 * T + degree + 1 + 4 * n * L + (3 * n + 1) * D + (D + 1) * C,
    differences: [{ part: "a map after the hidden layer, so that a token's vector comes out", parameters: (D + 1) * D }],
  }),
  "di-sipio": (at) => ({
    published: at.V * at.D + 4 * at.n * at.L + 4 * at.D + (2 * at.D + 1) * at.F + at.D + at.D + 1,
    differences: [{ part: "a norm before pooling: norms stand before their parts, not after", parameters: 2 * at.D }, logits(at)],
  }),
  smaldone: ({ V, D, C, n, L, T }) => ({
    published: ((V + T) * n * L) / 2 + 2 * n * L + 2 * D * D + D + (V + T) * D + 8 * D * D + 11 * D + (D + 1) * C,
    differences: [
      { part: "tokens' angles by a linear map of their vectors, not from a table", parameters: ((D + 1 - V) * n * L) / 2 },
      { part: "a bias of the values", parameters: D },
      { part: "fixed positions in the place of learned ones", parameters: -T * D },
    ],
  }),
  "reference-swap-test": ({ V, D, C, n, L }) => ({
    published: 2 * V * n * L + (n + 1) * D + 4 * D * D + 4 * D + 2 * D * D + 2 * D + (D + 1) * C,
    differences: [],
  }),
};

/** The parameters of a preset as its source counts them, and what this library counts differently. */
export const presetCount = (name: AttentionPresetName, model: AttentionModelConfig): PresetCount => COUNTS[name](lettersOf(model));
