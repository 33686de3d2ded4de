import { attentionMechanism } from "../attention/attentionMechanisms";
import type { AttentionConfig } from "../attention/mechanism";
import { checkKeys } from "../core/check";
import { ArgumentError } from "../core/errors";
import type { Random } from "../core/random";
import { circuitWeights, frozenCircuits } from "./frozenCircuits";
import { Transformer, type AttentionFactory } from "./transformer";
import { transformerConfig, type TransformerConfig } from "./transformerConfig";
import { transformerParameters } from "./transformerParameters";

/** A transformer whose blocks use a mechanism of the registry; plain JSON. With a quantum embedding it is the full hybrid. */
export interface AttentionModelConfig {
  /** nHeads and causal are handed to the mechanism where it has the option. */
  readonly transformer: TransformerConfig;
  /** A name of `attentionMechanisms`. */
  readonly mechanism: string;
  /** The mechanism's own options, such as nQubits, nLayers, seqLen, variant, entangled. */
  readonly options: Partial<AttentionConfig>;
  /** Circuits of the attention are random, U(−π, π) by the seed, and never trained. Default false. */
  readonly frozenCircuits?: boolean;
}

/** What the transformer and the random source decide, not the options. */
const DECIDED = ["embedDim", "nHeads", "causal", "seed"] as const;

/** Checks a model's configuration and completes it. @throws ArgumentError for an unknown key or an option that is decided elsewhere */
export function attentionModelConfig(given: AttentionModelConfig): Required<AttentionModelConfig> {
  const where = "attentionTransformer";
  checkKeys(where, given, ["transformer", "mechanism", "options", "frozenCircuits"]);
  const { mechanism, options, frozenCircuits: frozen = false } = given;
  const twice = DECIDED.filter((key) => options[key] !== undefined);
  if (twice.length > 0)
    throw new ArgumentError(
      `${where}: options has ${twice.join(", ")}; set embedDim, nHeads and causal in transformer, the seed comes from random`,
      { options },
    );
  attentionMechanism(mechanism);
  return Object.freeze({
    transformer: transformerConfig(given.transformer),
    mechanism,
    options: Object.freeze({ ...options }),
    frozenCircuits: frozen,
  });
}

/** What the mechanism of every block is made from, without its seed. */
export function mechanismConfig({ transformer, mechanism, options }: AttentionModelConfig): AttentionConfig {
  const { embedDim, nHeads, causal } = transformer;
  const row = attentionMechanism(mechanism);
  const has = (name: keyof AttentionConfig): boolean => row.options.some((option) => option.name === name);
  if (causal && !has("causal"))
    throw new ArgumentError(
      `attentionTransformer: ${mechanism} cannot be causal${row.refused?.causal === undefined ? "" : `: ${row.refused.causal}`}; set transformer.causal to false or choose another mechanism`,
      { mechanism },
    );
  return { embedDim, ...(has("nHeads") && { nHeads }), ...(has("causal") && { causal }), ...options };
}

/**
 * A transformer with any attention mechanism in every block, and any embedding: with a quantum one the full hybrid,
 * tokens → quantum embedding → classical processing → quantum attention → classical output.
 *
 * All initial weights come from `random`, each part from a split of its own: two models share those of their common parts. Circuits of
 * embedding and attention count in the model's one `ledger`. The caller disposes the model.
 *
 * @throws ArgumentError for an unknown mechanism, key or option; ShapeError for a width that does not fit the circuit
 * @example
 * ```ts
 * await ready();
 * const transformer = presetConfig("plan", "hybrid", { embedDim: 8, nHeads: 2 });
 * const model = attentionTransformer({ transformer, mechanism: "swap-test", options: { trainableBeta: true } }, new Random(42));
 * console.log(model.parameterCounts()); // quantum: angles of the embedding
 * model.dispose();
 * ```
 */
export function attentionTransformer(config: AttentionModelConfig, random: Random): Transformer {
  const checked = attentionModelConfig(config);
  return new Transformer(checked.transformer, random, { attention: attentionFactory(checked) });
}

/** Makes the attention of each block as a checked configuration asks. */
export function attentionFactory(config: AttentionModelConfig): AttentionFactory {
  const own = mechanismConfig(config);
  const row = attentionMechanism(config.mechanism);
  return (_config, _block, random) => {
    const seeds = random.split("attention");
    const made = row.create({ ...own, seed: seeds.seed });
    return config.frozenCircuits === true ? frozenCircuits(made, seeds.split("frozen circuits")) : made;
  };
}

/**
 * The trained parameters of a model, by formula: nothing is built, but for one block's attention when its circuits are frozen.
 *
 * @throws ArgumentError or ShapeError as `attentionTransformer`
 * @example
 * ```ts
 * const transformer = presetConfig("reference", "classical");
 * console.log(attentionModelParameters({ transformer, mechanism: "qsann", options: { nQubits: 4 } })); // 610 − 288 + 36 = 358
 * ```
 */
export function attentionModelParameters(config: AttentionModelConfig): number {
  const checked = attentionModelConfig(config);
  const own = mechanismConfig(checked);
  const row = attentionMechanism(checked.mechanism);
  const all = transformerParameters(checked.transformer, row.parameters(own));
  return checked.frozenCircuits ? all - checked.transformer.nBlocks * trainedCircuitWeights(checked) : all;
}

/** Trained angles in the circuits of one block's attention; builds and disposes it. */
export function trainedCircuitWeights(config: AttentionModelConfig): number {
  const attention = attentionMechanism(config.mechanism).create(mechanismConfig(config));
  try {
    return circuitWeights(attention);
  } finally {
    attention.dispose();
  }
}
