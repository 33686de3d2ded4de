import { checkInteger } from "../../core/check";
import { mean } from "../../core/mean";
import { Random } from "../../core/random";
import { fidelityRows } from "../../audit/fidelities";
import { randomAngles } from "../../audit/randomAngles";
import { hardwareEfficient } from "../../ansatz/hardwareEfficient";
import type { ConcentrationData } from "../../figures/concentrationFigure";
import { getEngine } from "../../simulator/engines";
import type { StateBatch } from "../../simulator/engine";
import { sampleMoments } from "./sampleMoments";
import { studyConfig, type Given } from "../studyConfig";

/** What `scoreConcentration` measures. */
export interface ScoreConcentrationConfig {
  /** Default 1 … 10. */
  readonly qubits: readonly number[];
  /** Tokens T of a sequence; default 16. */
  readonly seqLen: number;
  /** Sequences for each number of qubits; default 8. */
  readonly sequences: number;
  /** Layers of the circuits that make states of tokens; default 5. */
  readonly nLayers: number;
  readonly seed: number;
}

/** How fidelities between tokens' states concentrate with the number of qubits, and what softmax makes of them. */
export interface ScoreConcentration extends ConcentrationData {
  readonly kind: "score-concentration";
  readonly formatVersion: 1;
  readonly config: ScoreConcentrationConfig;
}

/**
 * Fidelities |⟨q_i|k_j⟩|² between the states of T random queries and T random keys, by the number of qubits: mean, standard deviation, the
 * entropy of softmax attention over them (1 = uniform), beside scaled dot products of vectors with as many entries as the states.
 *
 * For random states the mean is 2⁻ⁿ and the standard deviation √((N−1)/(N²(N+1))), N = 2ⁿ: both vanish, and the softmax of values that
 * are all nearly 0 is uniform. Source: Thanasilp et al. 2208.11060.
 *
 * @throws ArgumentError for an unknown option or a value out of range
 * @example
 * ```ts
 * const { means } = scoreConcentration({ qubits: [1, 4], seqLen: 4, sequences: 2 });
 * console.log(means[0]! > means[1]!); // true
 * ```
 */
export function scoreConcentration(given: Given<ScoreConcentrationConfig> = {}): ScoreConcentration {
  const where = "scoreConcentration";
  const defaults = { qubits: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], seqLen: 16, sequences: 8, nLayers: 5, seed: 1 };
  const config = studyConfig<ScoreConcentrationConfig>(where, defaults, given);
  checkInteger(where, "seqLen", config.seqLen, 2);
  checkInteger(where, "sequences", config.sequences, 1);
  for (const n of config.qubits) checkInteger(where, "qubits", n, 1, 14);
  const { qubits, seqLen } = config;
  const found = qubits.map((n) => concentrationAt(n, config));
  const haarSd = (n: number): number => Math.sqrt((2 ** n - 1) / (4 ** n * (2 ** n + 1)));
  return {
    kind: "score-concentration",
    formatVersion: 1,
    config,
    qubits,
    seqLen,
    means: found.map(({ mean }) => mean),
    sds: found.map(({ sd }) => sd),
    haarMeans: qubits.map((n) => 2 ** -n),
    haarSds: qubits.map(haarSd),
    fidelityEntropies: found.map(({ fidelityEntropy }) => fidelityEntropy),
    dotProductEntropies: found.map(({ dotProductEntropy }) => dotProductEntropy),
  };
}

interface Concentration {
  readonly mean: number;
  readonly sd: number;
  readonly fidelityEntropy: number;
  readonly dotProductEntropy: number;
}

function concentrationAt(n: number, { seqLen: T, sequences, nLayers, seed }: ScoreConcentrationConfig): Concentration {
  const random = new Random(seed).split(n);
  const circuit = hardwareEfficient({ nQubits: n, nLayers });
  const compiled = getEngine("plain").compile(circuit);
  const drawStates = (): StateBatch => compiled.states(randomAngles(circuit, T, random));
  const fidelities: number[] = [];
  const entropies = { fidelity: 0, dotProduct: 0 };
  for (let sequence = 0; sequence < sequences; sequence++) {
    const scores = fidelityRows(drawStates(), drawStates(), T);
    fidelities.push(...scores.flat());
    entropies.fidelity += softmaxEntropy(scores) / sequences;
    entropies.dotProduct += softmaxEntropy(dotProductRows(T, 2 ** n, random)) / sequences;
  }
  return { ...sampleMoments(fidelities), fidelityEntropy: entropies.fidelity, dotProductEntropy: entropies.dotProduct };
}

/** q_i·k_j/√d of vectors N(0, 1), [T][T]. */
function dotProductRows(T: number, d: number, random: Random): number[][] {
  const draw = (): Float64Array[] => Array.from({ length: T }, () => Float64Array.from({ length: d }, () => random.normal()));
  const [queries, keys] = [draw(), draw()];
  return queries.map((q) => keys.map((k) => q.reduce((sum, value, c) => sum + value * k[c]!, 0) / Math.sqrt(d)));
}

/** The mean over rows of the entropy of softmax(row), over ln T. */
function softmaxEntropy(rows: readonly (readonly number[])[]): number {
  const entropies = rows.map((row) => {
    const exps = row.map((score) => Math.exp(score - Math.max(...row)));
    const total = exps.reduce((sum, e) => sum + e, 0);
    return exps.reduce((sum, e) => sum - (e / total) * Math.log(e / total), 0) / Math.log(row.length);
  });
  return mean(entropies);
}
