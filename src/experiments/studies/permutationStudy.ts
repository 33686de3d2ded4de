import * as tf from "@tensorflow/tfjs";
import { attentionMechanism, attentionMechanisms } from "../../attention/attentionMechanisms";
import type { AttentionConfig, Mechanism } from "../../attention/mechanism";
import { tokenPermutationTest, type PermutationErrors } from "../../audit/tokenPermutationTest";
import { checkInteger } from "../../core/check";
import { Random } from "../../core/random";
import type { PermutationData } from "../../figures/permutationFigure";
import { sinusoidalTable } from "../../layers/classical/sinusoidalPositions";
import { studyConfig, type Given } from "../studyConfig";

/** What `permutationStudy` looks at. */
export interface PermutationConfig {
  /** Default all of `attentionMechanisms` but the classical stand-ins for circuits. */
  readonly mechanisms: readonly string[];
  /** Tokens T of a sequence; default 6. */
  readonly seqLen: number;
  /** Width D of the tokens; default 8. */
  readonly embedDim: number;
  /** Default 4. */
  readonly sequences: number;
  /** Orders of the tokens; default 8. */
  readonly permutations: number;
  readonly seed: number;
}

/** Which mechanisms know the order of their tokens. */
export interface PermutationStudy extends PermutationData {
  readonly kind: "permutation-invariance";
  readonly formatVersion: 1;
  readonly config: PermutationConfig;
}

/**
 * The permutation test of untrained mechanisms on random tokens N(0, 1): as they are, with sinusoidal positions added to the tokens, and with
 * a causal mask where they can have one (else null).
 *
 * @throws ArgumentError for an unknown mechanism or option; call `ready()` first
 * @example
 * ```ts
 * await ready();
 * const { rows } = permutationStudy({ mechanisms: ["uniform", "qsann"], sequences: 1 });
 * console.log(rows.map(({ mechanism, plain, positions }) => [mechanism, plain.invariance, positions.invariance]));
 * ```
 */
export function permutationStudy(given: Given<PermutationConfig> = {}): PermutationStudy {
  const where = "permutationStudy";
  const mechanisms = attentionMechanisms.filter((row) => !hasOption(row, "replaces")).map(({ name }) => name);
  const defaults = { mechanisms, seqLen: 6, embedDim: 8, sequences: 4, permutations: 8, seed: 1 };
  const config = studyConfig<PermutationConfig>(where, defaults, given);
  checkInteger(where, "seqLen", config.seqLen, 2);
  checkInteger(where, "sequences", config.sequences, 1);
  const rows = config.mechanisms.map((name) => {
    const row = attentionMechanism(name);
    const causal = hasOption(row, "causal") ? errorsOf(row, config, { causal: true }) : null;
    return { mechanism: name, plain: errorsOf(row, config), positions: errorsOf(row, config, { positions: true }), causal };
  });
  const { seqLen, embedDim, sequences, permutations } = config;
  return { kind: "permutation-invariance", formatVersion: 1, config, seqLen, embedDim, sequences, permutations, rows };
}

const hasOption = (row: Mechanism, name: keyof AttentionConfig): boolean => row.options.some((option) => option.name === name);

function errorsOf(row: Mechanism, config: PermutationConfig, how: { causal?: boolean; positions?: boolean } = {}): PermutationErrors {
  const { seqLen, embedDim, sequences, permutations, seed } = config;
  const own = { ...(hasOption(row, "seqLen") && !hasOption(row, "replaces") && { seqLen }), ...(how.causal && { causal: true }) };
  const attention = row.create({ embedDim, seed, ...own });
  const random = new Random(seed).split("tokens");
  const x = tf.tensor3d(
    Float32Array.from({ length: sequences * seqLen * embedDim }, () => random.normal()),
    [sequences, seqLen, embedDim],
  );
  const positions = tf.tensor(how.positions ? sinusoidalTable(seqLen, embedDim) : new Float32Array(seqLen * embedDim), [seqLen, embedDim]);
  try {
    const map = (tokens: tf.Tensor): tf.Tensor => attention.mix(tokens.add(positions), null, { training: false });
    return tokenPermutationTest(map, x, { permutations, seed });
  } finally {
    tf.dispose([x, positions]);
    attention.dispose();
  }
}
