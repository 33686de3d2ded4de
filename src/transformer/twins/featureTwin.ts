import { attentionMechanism } from "../../attention/attentionMechanisms";
import { featureShape } from "../../attention/features/featureShape";
import { mixerShape } from "../../attention/features/mixerShape";
import { TRANSPORT } from "../../attention/features/sinkhornAttention";
import { mechanismConfig, type AttentionModelConfig } from "../attentionTransformer";
import type { TwinConfig } from "./twin";

/** The model with a classical map in the place of its attention's circuit. */
export function featureTwin(twin: "bottleneck" | "random-fourier", config: AttentionModelConfig): TwinConfig {
  const { transformer, mechanism, options } = config;
  const own = mechanismConfig(config);
  const shape = featureShape(mechanism, own) ?? mixerShape(mechanism, own) ?? (mechanism === TRANSPORT ? { spectrum: null } : null);
  if (shape === null) return { dropped: `no classical map of the same shape is known for the circuit of ${mechanism}` };
  if (twin === "random-fourier" && shape.spectrum === null)
    return { dropped: `no data enters the circuit of ${mechanism} as angles alone: it has no spectrum of its own` };
  const known = attentionMechanism(twin).options.map(({ name }): string => name);
  const kept = Object.fromEntries(Object.entries(options).filter(([name]) => known.includes(name)));
  const hasHeads = attentionMechanism(mechanism).options.some(({ name }) => name === "nHeads");
  return {
    transformer: hasHeads ? transformer : { ...transformer, nHeads: 1 },
    mechanism: twin,
    options: { ...kept, replaces: mechanism },
  };
}
