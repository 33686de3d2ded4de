import type * as tf from "@tensorflow/tfjs";
import { checkOneOf } from "../../core/check";
import type { Purpose } from "../../gradient/ledger";
import { amplitudeQubits } from "../amplitudeWidth";
import type { Attendable } from "../attendable";
import { realPreparation } from "../circuits/realPreparation";
import { swapTestCircuit } from "../circuits/overlapTests";
import type { AttentionConfig, Mechanism } from "../mechanism";
import { OPTION } from "../mechanismOptions";
import { amplitudeStates } from "../operations/amplitudeStates";
import { ANCILLA_TEST } from "../operations/drawnScores";
import { scoreSoftmax } from "../operations/scoreSoftmax";
import { stateGram } from "../operations/stateGram";
import { measuredPairs } from "../measuredPairs";
import { project, ScoreAttention, type LinearMap } from "../scoreAttention";

const FORMS = ["fidelity", "reference"] as const;

/**
 * SWAP-test attention: queries and keys as amplitudes, F_ij = |⟨q_i|k_j⟩|² read from an ancilla, a = softmax_j(β·F_ij).
 *
 * `variant` "fidelity" takes F itself; "reference" is the reference study's score ½(1 + F) = P(ancilla = 0), without temperature
 * (β = 1). Each head's vector is normalised; 2n+1 qubits a score. Weights: `q_proj`, `k_proj`, `v_proj`, `out_proj`, `beta` where
 * trained. With shots F̂ = 2·P̂0 − 1, variance (1 − F²)/shots.
 *
 * @throws ArgumentError for an unknown option or a zero vector; ShapeError when a head is wider than 2^n
 */
class SwapTestAttention extends ScoreAttention {
  private readonly maps: readonly [LinearMap, LinearMap];
  private readonly beta: number | tf.Variable;

  constructor(config: AttentionConfig) {
    super(swapTest, config, { nQubits: amplitudeQubits(swapTest.name, config) });
    checkOneOf(swapTest.name, "variant", this.config.variant!, FORMS);
    this.maps = [this.addInputMap("q_proj"), this.addInputMap("k_proj")];
    this.beta = this.addBeta();
    this.addValueMaps();
  }

  protected override weightsOf(x: tf.Tensor3D, keys: Attendable, purpose: Purpose): tf.Tensor4D {
    const { nHeads: H = 1, variant } = this.config;
    const [q, k] = this.maps.map((map) => amplitudeStates(this.mechanism.name, project(x, map), H, keys));
    const fidelity = stateGram("fidelity", q!, k!, false, { ...keys, H });
    const measured = measuredPairs(this, fidelity, ANCILLA_TEST, keys, purpose);
    return scoreSoftmax(measured, this.beta, keys, variant === "reference" ? 0.5 : 1);
  }
}

/** Registry row of `SwapTestAttention`. */
export const swapTest: Mechanism = {
  name: "swap-test",
  kind: "score",
  source: "the reference study's quantum attention; SWAP test of Buhrman et al. 2001, arXiv:quant-ph/0102001",
  parameterFormula: "4D² + 4D, + 1 with trainableBeta",
  options: [
    OPTION.nHeads,
    OPTION.nQubits,
    OPTION.causal,
    { name: "variant", values: FORMS.join(" | "), default: "fidelity", description: "score F = |⟨q|k⟩|², or the reference's ½(1 + F)" },
    OPTION.beta,
    OPTION.trainableBeta,
    OPTION.aggregation,
    OPTION.shots,
    OPTION.seed,
  ],
  parameters: ({ embedDim: D, trainableBeta = false }) => 4 * D * D + 4 * D + (trainableBeta ? 1 : 0),
  circuit: (config) => {
    const n = amplitudeQubits(swapTest.name, config);
    return swapTestCircuit(realPreparation(n, "q"), realPreparation(n, "k"));
  },
  create: (config) => new SwapTestAttention(config),
};
