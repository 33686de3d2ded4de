import { parameterFrequencies } from "../../gradient/parameterFrequencies";
import { quixer } from "../mixers/quixerAttention";
import type { AttentionConfig } from "../mechanism";

/** What a circuit takes of every token and gives for the sequence: the shape that a classical map in its place has to have. */
export interface MixerShape {
  /** Angles of one token. */
  readonly angles: number;
  /** Expectation values that are read from the mixed state. */
  readonly outputs: number;
  /** By angle, the frequencies that the circuit can have in it. */
  readonly spectrum: readonly (readonly number[])[];
}

/** Names of the mixers whose circuit a classical map can stand for. */
export const replaceableMixers: readonly string[] = [quixer.name];

/**
 * The shape of a mixer's circuit, read from the literal circuit of one token; null where no classical map is known to stand for it.
 *
 * @throws ArgumentError or ShapeError as the mechanism itself
 */
export function mixerShape(mechanism: string, config: AttentionConfig): MixerShape | null {
  if (mechanism !== quixer.name) return null;
  const circuit = quixer.circuit({ ...config, seqLen: 1 })!;
  const names = circuit.parameters.filter((name) => name.startsWith("t0_"));
  return {
    angles: names.length,
    outputs: 3 * (config.nQubits ?? DEFAULT_QUBITS),
    spectrum: names.map((name) => parameterFrequencies(circuit, name)),
  };
}

const DEFAULT_QUBITS = quixer.options.find(({ name }) => name === "nQubits")!.default as number;
