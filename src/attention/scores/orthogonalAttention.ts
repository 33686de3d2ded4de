import type * as tf from "@tensorflow/tfjs";
import { Random } from "../../core/random";
import type { Purpose } from "../../gradient/ledger";
import { linear } from "../../layers/operations/linear";
import { copyFloats } from "../../layers/operations/tensorMemory";
import { shotSeed } from "../../layers/quantum/shotSeed";
import type { Attendable } from "../attendable";
import { orthogonalScoreCircuit } from "../circuits/unaryCircuits";
import { measuredPairs } from "../measuredPairs";
import type { AttentionConfig, Mechanism } from "../mechanism";
import { checkedConfig, OPTION } from "../mechanismOptions";
import { amplitudeStates } from "../operations/amplitudeStates";
import { drawnAmplitudes } from "../operations/drawnAmplitudes";
import { ALL_ZERO_TEST } from "../operations/drawnScores";
import { rbsMap, type RbsLayers } from "../operations/rbsMatrices";
import { scoreSoftmax } from "../operations/scoreSoftmax";
import { stateGram } from "../operations/stateGram";
import { ScoreAttention } from "../scoreAttention";
import { ALL_GATES_ENTANGLE, rbsLayers, rbsShape, RBS_VARIANT } from "../unaryWidth";

/** The circuits of one configuration; W and V differ in angles alone. */
function build(config: AttentionConfig): RbsLayers {
  checkedConfig(orthogonal.name, config, orthogonal.options, orthogonal.refused);
  const { embedDim, nHeads = 1 } = config;
  return rbsLayers(orthogonal.name, config, embedDim / nHeads, "change embedDim, nHeads or variant");
}

/**
 * Orthogonal attention: a = softmax_j(β·(x_i·W x_j)²), y_i = Σ_j a_ij V x_j, W and V orthogonal layers of RBS gates on unary states.
 * (Cherrat et al. 2209.08167, the quantum orthogonal transformer)
 *
 * One qubit a component: a head d wide takes d qubits and is simulated in its d states of one excitation. For the scores tokens are
 * normalised and the gradient goes through the norm; values keep their norms. Weights `score_params` and `value_params`, angles of every
 * head: 2·d(d−1)/2 a head as a pyramid, 2·(2d−3) as an X, 2·(d/2)·log₂ d as a butterfly; `beta` where trained. With shots the score is
 * the share of outcomes e_1, variance F(1 − F)/shots, and V x is read by an ancilla, `drawnAmplitudes`.
 *
 * @throws ArgumentError for an unknown option or a zero vector; ShapeError for a head 1 wide, or a butterfly of another width than 2^k
 */
class OrthogonalAttention extends ScoreAttention {
  private readonly layers: RbsLayers;
  private readonly scoreAngles: tf.Variable;
  private readonly valueAngles: tf.Variable;
  private readonly beta: number | tf.Variable;

  constructor(config: AttentionConfig) {
    const layers = build(config);
    super(orthogonal, config);
    this.layers = layers;
    const count = layers.nHeads * layers.pairs.length;
    this.scoreAngles = this.addAngles("score_params", count);
    this.valueAngles = this.addAngles("value_params", count);
    this.beta = this.addBeta();
  }

  protected override weightsOf(x: tf.Tensor3D, keys: Attendable, purpose: Purpose): tf.Tensor4D {
    const { nHeads: H } = this.layers;
    const states = amplitudeStates(this.mechanism.name, x, H, keys);
    const turned = linear(states, rbsMap(this.scoreAngles, this.layers), null);
    const scores = stateGram("fidelity", states, turned, false, { ...keys, H });
    return scoreSoftmax(measuredPairs(this, scores, ALL_ZERO_TEST, keys, purpose), this.beta, keys);
  }

  protected override output(x: tf.Tensor3D, weights: tf.Tensor4D, purpose: Purpose): tf.Tensor3D {
    const values = linear(x, rbsMap(this.valueAngles, this.layers), null);
    return this.summed(weights, this.measuredValues(values, purpose), purpose);
  }

  /** V x of every token and head as its circuit gives it: exact, or drawn from shots. */
  private measuredValues(values: tf.Tensor, purpose: Purpose): tf.Tensor {
    const { shots = null, seed = 0 } = this.config;
    const { nQubits: d } = this.layers;
    const circuits = values.size / d;
    this.ledger.add(purpose, { circuits, settings: circuits, shots: circuits * (shots ?? 0) });
    if (purpose === "forward") this.ledger.add("gradient", { circuits, settings: circuits, shots: 0 });
    if (shots === null) return values;
    const perRow = copyFloats(values);
    const norms = Float64Array.from({ length: circuits }, (_, row) => Math.hypot(...perRow.subarray(row * d, (row + 1) * d)));
    const random = new Random(shotSeed(seed, "values", { batchSize: 1, perRow, shared: new Float32Array(0) }));
    return drawnAmplitudes(values, { norms, size: d, at: (row, k) => row * d + k }, shots, random);
  }
}

/** Registry row of `OrthogonalAttention`. */
export const orthogonal: Mechanism = {
  name: "orthogonal",
  kind: "score",
  source: "Cherrat et al. 2022, arXiv:2209.08167, quantum orthogonal transformer",
  parameterFormula: "2H·G + 1 with trainableBeta; d = D/H, G = d(d−1)/2 (pyramid), 2d−3 (x), (d/2)·log₂ d (butterfly)",
  options: [OPTION.nHeads, RBS_VARIANT, OPTION.causal, OPTION.beta, OPTION.trainableBeta, OPTION.aggregation, OPTION.shots, OPTION.seed],
  refused: { entangled: ALL_GATES_ENTANGLE },
  parameters: (config) => {
    const { nHeads, pairs } = build(config);
    return 2 * nHeads * pairs.length + (config.trainableBeta ? 1 : 0);
  },
  circuit: (config) => orthogonalScoreCircuit(build(config).nQubits, rbsShape(orthogonal.name, config)),
  create: (config) => new OrthogonalAttention(config),
};
