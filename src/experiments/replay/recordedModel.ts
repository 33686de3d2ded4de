import { Random } from "../../core/random";
import { DataError } from "../../core/errors";
import type { EngineName } from "../../simulator/engine";
import { presetConfig } from "../../transformer/presets";
import { Transformer } from "../../transformer/transformer";
import type { RecordedWeight } from "./referenceRecord";

type Weights = Readonly<Record<string, RecordedWeight>>;

/**
 * The reference's classical or hybrid model in the sizes of recorded weights, holding these weights.
 *
 * @throws DataError when the record lacks a weight, has one too many, or shapes do not fit
 */
export function recordedModel(name: "classical" | "hybrid", initial: Weights, engine: EngineName): Transformer {
  const [nClasses, embedDim] = shapeOf(initial, "classifier.weight");
  const [ffnDim] = shapeOf(initial, "ffn.0.weight");
  const common = { embedDim, nClasses, ffnDim };
  const model = new Transformer(name === "classical" ? classical(initial, common) : hybrid(initial, common, engine), new Random(0));
  try {
    model.loadWeights(initial);
  } catch (error) {
    model.dispose();
    throw error;
  }
  return model;
}

type Common = { readonly embedDim: number; readonly nClasses: number; readonly ffnDim: number };

function classical(initial: Weights, common: Common) {
  const [vocabSize] = shapeOf(initial, "embedding.weight");
  return presetConfig("reference", "classical", { ...common, vocabSize });
}

/** Angles are [V, nLayers · nQubits · 2], the linear layer behind the circuit [D, nQubits]. */
function hybrid(initial: Weights, common: Common, engine: EngineName) {
  const [vocabSize, angles] = shapeOf(initial, "embedding.quantum_params");
  const [, nQubits] = shapeOf(initial, "embedding.post_process.weight");
  const nLayers = angles / (2 * nQubits);
  if (!Number.isInteger(nLayers)) {
    throw new DataError(
      `replay: ${angles} angles a token are no whole number of layers of RY and RZ on ${nQubits} qubits; check the record`,
    );
  }
  return presetConfig("reference", "hybrid", { ...common, vocabSize, quantum: { nQubits, nLayers, engine } });
}

function shapeOf(initial: Weights, name: string): [number, number] {
  const shape = initial[name]?.shape;
  if (shape?.length === 2) return [shape[0]!, shape[1]!];
  const got = shape === undefined ? "lacks it" : `has shape [${shape.join(", ")}]`;
  throw new DataError(`replay: ${name} must be a matrix, the record ${got}; record the reference's own parameter names`, { name });
}
