import type { Circuit } from "../../circuit/circuit";
import { parameterFrequencies } from "../../gradient/parameterFrequencies";
import type { AttentionConfig, Mechanism } from "../mechanism";
import { hadamardOverlap } from "../scores/hadamardOverlapAttention";
import { orthogonal } from "../scores/orthogonalAttention";
import { pqcProjections } from "../scores/pqcProjectionAttention";
import { qksan } from "../scores/qksanAttention";
import { qmsan } from "../scores/qmsanAttention";
import { qsann } from "../scores/qsannAttention";
import { smaldone } from "../scores/smaldoneAttention";
import { swapTest } from "../scores/swapTestAttention";

/**
 * How S outputs of query and key make a score: `gaussian` −(q − k)²; `dot` q·k; `overlap` q·k/S in [−1, 1]; `fidelity` and `trace`
 * ½(1 + q·k/S) in [0, 1]. Rows of `trace` are divided by their sum, the others go through a softmax.
 */
type FeatureScore = "gaussian" | "dot" | "overlap" | "fidelity" | "trace";

/** What a circuit takes and gives: the shape that a classical map in its place has to have. */
export interface FeatureShape {
  /** How many times a token's vector is split, a map on every part. */
  readonly parts: number;
  /** Numbers of a part that one map sees, with positions. */
  readonly inputs: number;
  /** Outputs of the query's and the key's map. */
  readonly outputs: number;
  readonly score: FeatureScore;
  /** β where none is given. */
  readonly beta: number;
  /** Factor of the scores in the softmax beside β. */
  readonly scoreScale: number;
  /** `linear`: v_proj and out_proj; `mapped`: outputs of a third map; `twice`: of a third, and of a fourth after the sum. */
  readonly values: "linear" | "mapped" | "twice";
  /** Factor of the summed values. */
  readonly valueScale: number;
  readonly residual: boolean;
  /** Positions: none, n fixed angles, or n angles that are trained as the token's are. */
  readonly positions: { readonly kind: "none" | "fixed" | "trained"; readonly count: number };
  /** By input, the frequencies that the circuit can have in it; null where data does not enter as angles. */
  readonly spectrum: readonly (readonly number[])[] | null;
}

/** Slots of the data in a literal circuit, tokens' before positions'; of two like circuits those of the first. */
function dataNames({ parameters }: Circuit, kind: "x" | "p"): string[] {
  const pattern = new RegExp(`^(?:q_)?${kind}\\d+$`);
  const number = (name: string): number => Number(/\d+$/.exec(name)![0]);
  return parameters.filter((name) => pattern.test(name)).sort((a, b) => number(a) - number(b));
}

const headWidth = ({ embedDim, nHeads = 1 }: AttentionConfig): number => embedDim / nHeads;

/** What is read from any circuit: its data slots and their frequencies. */
function encoded(circuit: Circuit): Pick<FeatureShape, "inputs" | "spectrum"> & { readonly nPositions: number } {
  const positions = dataNames(circuit, "p");
  const names = [...dataNames(circuit, "x"), ...positions];
  return {
    inputs: names.length,
    spectrum: names.map((name) => parameterFrequencies(circuit, name)),
    nPositions: positions.length,
  };
}

/** A head's numbers through a circuit to a state, a score of two states, values by linear maps: the common case. */
function kernelShape(config: AttentionConfig, circuit: Circuit): FeatureShape {
  const { nPositions, ...data } = encoded(circuit);
  return {
    ...data,
    parts: config.nHeads ?? 1,
    outputs: circuit.nQubits,
    score: "fidelity",
    beta: 1,
    scoreScale: 1,
    values: "linear",
    valueScale: 1,
    residual: false,
    positions: { kind: nPositions === 0 ? "none" : "fixed", count: nPositions },
  };
}

/** Amplitudes of a whole vector by linear maps: no angle holds data. */
const amplitudeShape = (config: AttentionConfig, circuit: Circuit, score: FeatureScore): FeatureShape => ({
  ...kernelShape(config, circuit),
  parts: 1,
  inputs: config.embedDim,
  outputs: config.embedDim,
  score,
  spectrum: null,
});

/** A mechanism whose circuit a classical map can stand for. */
interface Replaceable {
  readonly row: Mechanism;
  readonly shape: (config: AttentionConfig, circuit: Circuit) => FeatureShape;
}

const REPLACEABLE: readonly Replaceable[] = [
  {
    row: swapTest,
    shape: (config, circuit) => ({
      ...amplitudeShape(config, circuit, "fidelity"),
      scoreScale: config.variant === "reference" ? 0.5 : 1,
    }),
  },
  { row: hadamardOverlap, shape: (config, circuit) => amplitudeShape(config, circuit, "overlap") },
  {
    row: smaldone,
    shape: (config, circuit) => {
      const shape = kernelShape(config, circuit);
      const { count } = shape.positions;
      const beta = Math.sqrt(headWidth(config));
      return { ...shape, outputs: circuit.nQubits - 1, score: "overlap", beta, positions: { kind: "trained", count } };
    },
  },
  {
    row: qsann,
    shape: (config, circuit) => {
      const released = config.variant === "released";
      const residual = config.residual ?? !released;
      const valueScale = released ? Math.PI : 1;
      return { ...kernelShape(config, circuit), outputs: 1, score: "gaussian", values: "mapped", valueScale, residual };
    },
  },
  {
    row: qmsan,
    shape: (config, circuit) => ({
      ...kernelShape(config, circuit),
      outputs: (circuit.nQubits - 1) / 2,
      score: "trace",
      values: "mapped",
      residual: config.residual ?? false,
    }),
  },
  { row: qksan, shape: kernelShape },
  {
    row: orthogonal,
    shape: (config, circuit) => {
      const width = headWidth(config);
      return { ...kernelShape(config, circuit), inputs: width, outputs: width, values: "mapped", spectrum: null };
    },
  },
  {
    row: pqcProjections,
    shape: (config, circuit) => ({
      ...kernelShape(config, circuit),
      parts: config.embedDim / circuit.nQubits,
      score: "dot",
      beta: 1 / Math.sqrt(headWidth(config)),
      values: "twice",
    }),
  },
];

/** Names of the score mechanisms whose circuit a classical map can stand for. */
export const replaceableScores: readonly string[] = REPLACEABLE.map(({ row }) => row.name);

/**
 * The shape of the circuit of a mechanism, read from the literal circuit; null where no classical map is known to stand for it.
 *
 * @throws ArgumentError or ShapeError as the mechanism itself
 */
export function featureShape(mechanism: string, config: AttentionConfig): FeatureShape | null {
  const found = REPLACEABLE.find(({ row }) => row.name === mechanism);
  return found === undefined ? null : found.shape(config, found.row.circuit(config)!);
}
