import { checkOneOf } from "../core/check";
import type { Engine, EngineName } from "./engine";
import { simdEngine } from "./engine/simdEngine";
import { plainEngine } from "./plain";
import { referenceEngine } from "./reference";

/** The engine that trains when none is named. */
export const DEFAULT_ENGINE: EngineName = "simd";

const ENGINES: Readonly<Partial<Record<EngineName, Engine>>> = { reference: referenceEngine, plain: plainEngine, simd: simdEngine };

export const ENGINE_NAMES = Object.keys(ENGINES) as readonly EngineName[];

/**
 * A simulator by name: the float64 oracle `reference`, the batched `plain`, or `simd`, WebAssembly over four rows at a time.
 * @throws ArgumentError for another name
 *
 * @example
 * ```ts
 * const bell = getEngine("reference").compile(circuit(2).h(0).cnot(0, 1));
 * bell.probs({ batchSize: 1, perRow: new Float64Array(0), shared: new Float64Array(0) }); // [0.5, 0, 0, 0.5]
 * ```
 */
export function getEngine(name: EngineName): Engine {
  checkOneOf("getEngine", "engine", name, ENGINE_NAMES);
  return ENGINES[name]!;
}
