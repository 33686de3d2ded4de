import type * as tf from "@tensorflow/tfjs";
import { ArgumentError, ShapeError } from "../../core/errors";
import type { Circuit } from "../../circuit/circuit";
import type { Purpose } from "../../gradient/ledger";
import { uniformValues } from "../../layers/initialValues";
import { circuitStates } from "../../layers/quantum/circuitOperation";
import type { CompiledCircuit } from "../../simulator/engine";
import { getEngine } from "../../simulator/engines";
import type { Attendable } from "../attendable";
import { tokenPositionLayers } from "../circuits/featureCircuits";
import { hadamardTestCircuit } from "../circuits/overlapTests";
import { prefixedParameters } from "../circuits/prefixedParameters";
import { distinctPairs } from "../distinctPairs";
import { measuredPairs } from "../measuredPairs";
import type { AttentionConfig, Mechanism } from "../mechanism";
import { checkedConfig, OPTION } from "../mechanismOptions";
import { ANCILLA_TEST } from "../operations/drawnScores";
import { positionedRows } from "../operations/positionedRows";
import { scoreSoftmax } from "../operations/scoreSoftmax";
import { stateGram } from "../operations/stateGram";
import { project, ScoreAttention, type LinearMap } from "../scoreAttention";

const DEFAULT_LENGTH = 64;

/** The circuit of one configuration; a token has `nAngles` angles, and so has a position. */
function build(config: AttentionConfig): {
  readonly circuit: Circuit;
  readonly weights: readonly string[];
  readonly nQubits: number;
  readonly nAngles: number;
} {
  checkedConfig(smaldone.name, config, smaldone.options);
  const nQubits = config.nQubits ?? 4;
  if (nQubits % 2 !== 0)
    throw new ArgumentError(`smaldone: tokens and positions have a register each and nQubits is ${nQubits}; use an even number`, {
      nQubits,
    });
  const nLayers = config.nLayers ?? 1;
  const circuit = tokenPositionLayers(nQubits, nLayers, config.entangled ?? true);
  return { circuit, weights: circuit.parameters.filter((name) => name.startsWith("theta")), nQubits, nAngles: (nQubits / 2) * nLayers };
}

/**
 * Smaldone's attention: a = softmax_j(β·Re⟨q_i|k_j⟩) by Hadamard tests, β = √(D/H), tokens and positions in registers of their own,
 * causal. (Smaldone et al. 2502.19214)
 *
 * The token's angles are a linear map of x, the position's are learned; L × [RY, CNOT ring] on each register, then on both together with
 * weights of the query or of the key. Pairs of equal tokens at equal places are one circuit: each distinct pair is run once a batch. Weights
 * `token_angles`, `position_angles`, `query_params`, `key_params`, `beta` where trained, `v_proj`, `out_proj`.
 *
 * @throws ArgumentError for an unknown option or an odd number of qubits; ShapeError for a sequence longer than seqLen
 */
class SmaldoneAttention extends ScoreAttention {
  private readonly nAngles: number;
  private readonly tokenAngles: LinearMap;
  private readonly positionAngles: tf.Variable;
  private readonly angles: readonly tf.Variable[];
  private readonly beta: number | tf.Variable;
  private readonly states: CompiledCircuit;

  constructor(config: AttentionConfig) {
    const { circuit, weights, nQubits, nAngles } = build(config);
    const { embedDim, nHeads = 1, seqLen = DEFAULT_LENGTH } = config;
    super(smaldone, config, { nQubits, beta: Math.sqrt(embedDim / nHeads) });
    this.nAngles = nAngles;
    this.tokenAngles = this.weights.addLinear("token_angles", embedDim, nHeads * nAngles, Math.sqrt(6 / (4 * embedDim)));
    const places = uniformValues(this.weights.random("position_angles"), seqLen * nAngles, Math.PI);
    this.positionAngles = this.weights.add("position_angles", [seqLen, nAngles], places, { group: "quantum" });
    this.angles = ["query_params", "key_params"].map((name) => this.addAngles(name, weights.length));
    this.beta = this.addBeta();
    this.addValueMaps();
    this.states = getEngine(this.engine).compile(circuit, { shared: weights });
  }

  protected override weightsOf(x: tf.Tensor3D, keys: Attendable, purpose: Purpose): tf.Tensor4D {
    const { nHeads: H = 1, seqLen } = this.config;
    if (keys.T > seqLen!)
      throw new ShapeError(`smaldone: a sequence of ${keys.T} tokens and angles for ${seqLen} positions; set seqLen to the longest`, {
        seqLen,
        T: keys.T,
      });
    const rows = positionedRows(project(x, this.tokenAngles), this.positionAngles, this.nAngles, H);
    const [q, k] = this.angles.map((angles) => circuitStates(this.states, rows, angles as tf.Tensor as tf.Tensor1D));
    const overlap = stateGram("overlap", q!, k!, true, { ...keys, H });
    const measured = measuredPairs(this, overlap, ANCILLA_TEST, keys, purpose, distinctPairs(rows, keys, H));
    return scoreSoftmax(measured, this.beta, keys);
  }
}

/** Registry row of `SmaldoneAttention`. */
export const smaldone: Mechanism = {
  name: "smaldone",
  kind: "score",
  source: "Smaldone et al. 2025, arXiv:2502.19214",
  parameterFormula: "H·(nL/2)·(D+1) + seqLen·nL/2 + 2nL + 2D² + 2D, + 1 with trainableBeta",
  options: [
    OPTION.nHeads,
    { ...OPTION.nQubits, values: "even integer ≥ 2", default: 4, description: "qubits of the token and of the position register together" },
    OPTION.nLayers,
    { name: "seqLen", values: "integer ≥ 1", default: DEFAULT_LENGTH, description: "positions that have angles" },
    { ...OPTION.causal, default: true },
    OPTION.entangled,
    { ...OPTION.beta, default: null, description: "factor of the scores in the softmax, null = √(D/H)" },
    OPTION.trainableBeta,
    OPTION.aggregation,
    OPTION.shots,
    OPTION.seed,
    OPTION.engine,
  ],
  parameters: (config) => {
    const { embedDim: D, nHeads: H = 1, seqLen = DEFAULT_LENGTH, trainableBeta = false } = config;
    const { weights, nAngles } = build(config);
    return H * nAngles * (D + 1) + seqLen * nAngles + 2 * weights.length + 2 * D * D + 2 * D + (trainableBeta ? 1 : 0);
  },
  circuit: (config) => {
    const { circuit } = build(config);
    return hadamardTestCircuit(prefixedParameters(circuit, "q_"), prefixedParameters(circuit, "k_"));
  },
  create: (config) => new SmaldoneAttention(config),
};
