import { attentionMechanism } from "../../attention/attentionMechanisms";
import { mechanismConfig, type AttentionModelConfig } from "../attentionTransformer";
import type { TransformerConfig } from "../transformerConfig";
import type { TwinConfig } from "./twin";

/** The embedding without CNOTs; null when it has none. */
function disentangled({ embedding }: TransformerConfig): TransformerConfig["embedding"] | null {
  if (embedding.kind !== "quantum" || embedding.entangler === "none" || embedding.nQubits < 2 || embedding.nLayers < 2) return null;
  return { ...embedding, entangler: "none" };
}

/** Whether the trained circuits of the attention have two-qubit gates: one qubit or one layer may have none. */
function attentionEntangles(config: AttentionModelConfig): boolean {
  const row = attentionMechanism(config.mechanism);
  if (!row.options.some(({ name }) => name === "entangled")) return false;
  const own = mechanismConfig(config);
  return row.circuit(own)!.operations.length !== row.circuit({ ...own, entangled: false })!.operations.length;
}

/** The model without two-qubit gates in its trained circuits. */
export function noEntanglerTwin(config: AttentionModelConfig): TwinConfig {
  const { transformer, mechanism, options } = config;
  const embedding = disentangled(transformer);
  const row = attentionMechanism(mechanism);
  const attends = attentionEntangles(config);
  if (!attends && embedding === null)
    return { dropped: `${mechanism}: ${row.refused?.entangled ?? "there are no trained two-qubit gates to leave out"}` };
  return {
    ...config,
    transformer: embedding === null ? transformer : { ...transformer, embedding },
    options: attends ? { ...options, entangled: false } : options,
  };
}
