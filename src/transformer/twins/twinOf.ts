import { attentionMechanism } from "../../attention/attentionMechanisms";
import { isClassical } from "../../attention/isClassical";
import { checkOneOf } from "../../core/check";
import { attentionModelConfig, attentionModelParameters, trainedCircuitWeights, type AttentionModelConfig } from "../attentionTransformer";
import { bodyWithout } from "./bodyWithout";
import { featureTwin } from "./featureTwin";
import { noEntanglerTwin } from "./noEntanglerTwin";
import { parameterMatchedTwin } from "./parameterMatchedTwin";
import type { Twin, TwinConfig, TwinName } from "./twin";

type Maker = (config: Required<AttentionModelConfig>) => TwinConfig;

const uniformTwin: Maker = (config) =>
  config.mechanism === "uniform"
    ? { dropped: "the attention is uniform already" }
    : { transformer: bodyWithout(config), mechanism: "uniform", options: {} };

const frozenCircuitTwin: Maker = (config) => {
  if (config.frozenCircuits) return { dropped: "the circuits are frozen already" };
  if (trainedCircuitWeights(config) === 0) return { dropped: `${config.mechanism} has no trained circuit weights` };
  return { ...config, frozenCircuits: true };
};

const MAKERS: Readonly<Record<TwinName, Maker>> = {
  "parameter-matched": parameterMatchedTwin,
  "no-entangler": noEntanglerTwin,
  bottleneck: (config) => featureTwin("bottleneck", config),
  "frozen-circuit": frozenCircuitTwin,
  uniform: uniformTwin,
  "random-fourier": (config) => featureTwin("random-fourier", config),
};

const isControl = ({ transformer, mechanism }: AttentionModelConfig): boolean =>
  transformer.embedding.kind !== "quantum" && isClassical(attentionMechanism(mechanism));

/**
 * A control of a model, generated from its configuration:
 *
 * - `parameter-matched`: wholly classical, scaled dot product, as many parameters within 2 %;
 * - `no-entangler`: without two-qubit gates in trained circuits, of embedding and attention;
 * - `bottleneck`: in the attention a classical map with the circuit's number of outputs and range in its place;
 * - `frozen-circuit`: random circuits in the attention that are not trained;
 * - `uniform`: uniform attention;
 * - `random-fourier`: random Fourier features of the circuit's own spectrum in its place.
 *
 * A twin that does not exist, or a match beyond 2 %, is `dropped` with the reason: no verdict may be printed for that pair.
 *
 * @throws ArgumentError for an unknown name or a configuration that is not valid
 * @example
 * ```ts
 * const transformer = presetConfig("plan", "classical", { embedDim: 8, nHeads: 1 });
 * const model = { transformer, mechanism: "qsann", options: { nQubits: 4 } };
 * const { config, parameters } = twinOf(model, "parameter-matched");
 * console.log(config?.mechanism, parameters, attentionModelParameters(model)); // scaled-dot-product, within 2 % of the other
 * ```
 */
export function twinOf(config: AttentionModelConfig, name: TwinName): Twin {
  checkOneOf("twinOf", "name", name, Object.keys(MAKERS) as TwinName[]);
  const checked = attentionModelConfig(config);
  const made =
    name !== "uniform" && isControl(checked)
      ? { dropped: `${checked.mechanism} is classical: it is a control itself` }
      : MAKERS[name](checked);
  if ("dropped" in made) return { name, config: null, parameters: null, dropped: made.dropped };
  return { name, config: made, parameters: attentionModelParameters(made), dropped: null };
}
