import type * as tf from "@tensorflow/tfjs";
import type { Purpose } from "../../gradient/ledger";
import { amplitudeQubits } from "../amplitudeWidth";
import type { Attendable } from "../attendable";
import { hadamardTestCircuit } from "../circuits/overlapTests";
import { realPreparation } from "../circuits/realPreparation";
import { measuredPairs } from "../measuredPairs";
import type { AttentionConfig, Mechanism } from "../mechanism";
import { OPTION } from "../mechanismOptions";
import { amplitudeStates } from "../operations/amplitudeStates";
import { ANCILLA_TEST } from "../operations/drawnScores";
import { scoreSoftmax } from "../operations/scoreSoftmax";
import { stateGram } from "../operations/stateGram";
import { project, ScoreAttention, type LinearMap } from "../scoreAttention";

/**
 * Hadamard-test attention, what the study's plan promised: a = softmax_j(β·Re⟨q_i|k_j⟩), queries and keys as amplitudes.
 *
 * n+1 qubits a score. Weights: `q_proj`, `k_proj`, `v_proj`, `out_proj`, `beta` where trained. With shots R̂ = 2·P̂0 − 1,
 * variance (1 − R²)/shots.
 *
 * @throws ArgumentError for an unknown option or a zero vector; ShapeError when a head is wider than 2^n
 */
class HadamardOverlapAttention extends ScoreAttention {
  private readonly maps: readonly [LinearMap, LinearMap];
  private readonly beta: number | tf.Variable;

  constructor(config: AttentionConfig) {
    super(hadamardOverlap, config, { nQubits: amplitudeQubits(hadamardOverlap.name, config) });
    this.maps = [this.addInputMap("q_proj"), this.addInputMap("k_proj")];
    this.beta = this.addBeta();
    this.addValueMaps();
  }

  protected override weightsOf(x: tf.Tensor3D, keys: Attendable, purpose: Purpose): tf.Tensor4D {
    const { nHeads: H = 1 } = this.config;
    const [q, k] = this.maps.map((map) => amplitudeStates(this.mechanism.name, project(x, map), H, keys));
    const overlap = stateGram("overlap", q!, k!, false, { ...keys, H });
    return scoreSoftmax(measuredPairs(this, overlap, ANCILLA_TEST, keys, purpose), this.beta, keys);
  }
}

/** Registry row of `HadamardOverlapAttention`. */
export const hadamardOverlap: Mechanism = {
  name: "hadamard-overlap",
  kind: "score",
  source: "the reference study's plan, softmax(β·Re⟨q|k⟩) by Hadamard test",
  parameterFormula: "4D² + 4D, + 1 with trainableBeta",
  options: [OPTION.nHeads, OPTION.nQubits, OPTION.causal, OPTION.beta, OPTION.trainableBeta, OPTION.aggregation, OPTION.shots, OPTION.seed],
  parameters: ({ embedDim: D, trainableBeta = false }) => 4 * D * D + 4 * D + (trainableBeta ? 1 : 0),
  circuit: (config) => {
    const n = amplitudeQubits(hadamardOverlap.name, config);
    return hadamardTestCircuit(realPreparation(n, "q"), realPreparation(n, "k"));
  },
  create: (config) => new HadamardOverlapAttention(config),
};
