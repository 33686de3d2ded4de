import * as tf from "@tensorflow/tfjs";
import { reshape } from "../../layers/operations/reshape";
import type { Circuit } from "../../circuit/circuit";
import type { Purpose } from "../../gradient/ledger";
import { circuitStates } from "../../layers/quantum/circuitOperation";
import type { CompiledCircuit } from "../../simulator/engine";
import { getEngine } from "../../simulator/engines";
import type { Attendable } from "../attendable";
import { encodingLayers, reuploadingLayers } from "../circuits/featureCircuits";
import { computeUncomputeCircuit } from "../circuits/overlapTests";
import { prefixedParameters } from "../circuits/prefixedParameters";
import { measuredPairs } from "../measuredPairs";
import type { AttentionConfig, Mechanism } from "../mechanism";
import { checkedConfig, OPTION } from "../mechanismOptions";
import { ALL_ZERO_TEST } from "../operations/drawnScores";
import { scoreSoftmax } from "../operations/scoreSoftmax";
import { stateGram } from "../operations/stateGram";
import { ScoreAttention } from "../scoreAttention";

/** The circuit of one configuration; query and key differ in weights alone. */
function build(config: AttentionConfig): { readonly circuit: Circuit; readonly weights: readonly string[]; readonly nLayers: number } {
  checkedConfig("qksan", config, qksan.options);
  const { embedDim, nHeads = 1, entangled = true } = config;
  const nQubits = config.nQubits ?? 4;
  const nLayers = encodingLayers("qksan", embedDim / nHeads, nQubits, config.nLayers ?? undefined);
  const circuit = reuploadingLayers(nQubits, nLayers, embedDim / nHeads, entangled);
  return { circuit, weights: circuit.parameters.filter((name) => name.startsWith("theta")), nLayers };
}

/**
 * Kernel self-attention: α_ij = |⟨0|U_k†(x_j) U_q(x_i)|0⟩|² by compute-uncompute, a = softmax_j(β·α_ij), values by a linear map.
 * The form of QKSAN's score (Zhao et al. 2308.13422), with re-uploading circuits in place of its deferred-measurement network.
 *
 * U is L × [RX(features), RY, RZ] with CNOT rings between; query and key have weights of their own, heads share them. Weights
 * `query_params`, `key_params` [2nL], `beta` where trained, `v_proj`, `out_proj`. With shots F̂ = share of all-zero outcomes, variance
 * F(1 − F)/shots.
 *
 * @throws ArgumentError for an unknown option; ShapeError when L layers cannot hold a head's features
 */
class QksanAttention extends ScoreAttention {
  private readonly angles: readonly tf.Variable[];
  private readonly beta: number | tf.Variable;
  private readonly states: CompiledCircuit;

  constructor(config: AttentionConfig) {
    const { circuit, weights, nLayers } = build(config);
    super(qksan, config, { nLayers });
    this.angles = ["query_params", "key_params"].map((name) => this.addAngles(name, weights.length));
    this.beta = this.addBeta();
    this.addValueMaps();
    this.states = getEngine(this.engine).compile(circuit, { shared: weights });
  }

  protected override weightsOf(x: tf.Tensor3D, keys: Attendable, purpose: Purpose): tf.Tensor4D {
    const { nHeads: H = 1, embedDim } = this.config;
    const rows: tf.Tensor2D = reshape(x, [-1, embedDim / H]);
    const [q, k] = this.angles.map((angles) => circuitStates(this.states, rows, angles as tf.Tensor as tf.Tensor1D));
    const fidelity = stateGram("fidelity", q!, k!, true, { ...keys, H });
    return scoreSoftmax(measuredPairs(this, fidelity, ALL_ZERO_TEST, keys, purpose), this.beta, keys);
  }
}

/** Registry row of `QksanAttention`. */
export const qksan: Mechanism = {
  name: "qksan",
  kind: "score",
  source: "the score of QKSAN, Zhao et al. 2023, arXiv:2308.13422",
  parameterFormula: "4nL + 2D² + 2D, + 1 with trainableBeta",
  options: [
    OPTION.nHeads,
    { ...OPTION.nQubits, default: 4 },
    { ...OPTION.nLayers, default: null, description: "re-uploading layers, null = as few as hold a head's features" },
    OPTION.causal,
    OPTION.entangled,
    OPTION.beta,
    OPTION.trainableBeta,
    OPTION.aggregation,
    OPTION.shots,
    OPTION.seed,
    OPTION.engine,
  ],
  parameters: (config) => {
    const { embedDim: D, trainableBeta = false } = config;
    return 2 * build(config).weights.length + 2 * D * D + 2 * D + (trainableBeta ? 1 : 0);
  },
  circuit: (config) => {
    const { circuit } = build(config);
    return computeUncomputeCircuit(prefixedParameters(circuit, "q_"), prefixedParameters(circuit, "k_"));
  },
  create: (config) => new QksanAttention(config),
};
