import * as tf from "@tensorflow/tfjs";
import { reshape } from "../../layers/operations/reshape";
import { ShapeError } from "../../core/errors";
import { angleEmbedding } from "../../ansatz/dataEmbedding";
import { addEntangler } from "../../ansatz/hardwareEfficient";
import { circuit as emptyCircuit, type Circuit } from "../../circuit/circuit";
import { allZ } from "../../circuit/observable";
import { param } from "../../circuit/parameter";
import type { Purpose } from "../../gradient/ledger";
import { circuitExpval } from "../../layers/quantum/circuitOperation";
import type { CircuitRunner } from "../../layers/quantum/circuitRunner";
import { deadCircuitParameters } from "../../layers/quantum/deadParameters";
import type { Attendable } from "../attendable";
import type { AttentionConfig, Mechanism } from "../mechanism";
import { checkedConfig, OPTION } from "../mechanismOptions";
import { scoreSoftmax } from "../operations/scoreSoftmax";
import { stateGram } from "../operations/stateGram";
import { ScoreAttention } from "../scoreAttention";

const ROLES = ["query", "key", "value", "combine_heads"] as const;

/** RX(x) on every qubit, then `nLayers` times RX(θ) on every qubit and CNOTs round the ring. */
function entangledProjection(nQubits: number, nLayers: number, entangled: boolean): Circuit {
  let result = angleEmbedding({ nQubits }).compose(emptyCircuit(nQubits));
  for (let layer = 0, index = 0; layer < nLayers; layer++) {
    for (let q = 0; q < nQubits; q++) result = result.rx(param(index++), q);
    if (entangled) result = addEntangler(result, "ring");
  }
  return result;
}

/** Qubits of a projection: as given, else the largest divisor of the width up to 4. */
function projectionQubits({ embedDim, nQubits }: AttentionConfig): number {
  const n = nQubits ?? [4, 3, 2, 1].find((each) => embedDim % each === 0)!;
  if (embedDim % n === 0) return n;
  throw new ShapeError(`pqc-projections: ${n} qubits project ${n} components at a time and embedDim is ${embedDim}; use a divisor`, {
    nQubits: n,
    embedDim,
  });
}

function build(config: AttentionConfig): { readonly circuit: Circuit; readonly weights: readonly string[]; readonly nQubits: number } {
  checkedConfig(pqcProjections.name, config, pqcProjections.options);
  const nQubits = projectionQubits(config);
  const circuit = entangledProjection(nQubits, config.nLayers ?? 1, config.entangled ?? true);
  return { circuit, weights: circuit.parameters.filter((name) => name.startsWith("theta")), nQubits };
}

/**
 * Quantum projections before a classical softmax: Q, K, V and the output map are circuits RX(x) → BasicEntangler → ⟨Z⟩, then
 * a = softmax_j(β·q_i·k_j), β = 1/√(D/H). (Di Sipio et al. 2110.06510, code rdisipio/qtransformer)
 *
 * There n = D; with fewer qubits one circuit projects every group of n components. At one layer ⟨Z_i⟩ = Π_{j≤i} cos(x_j + w_j) for
 * i ≥ 1 and Π_{j≥1} cos(x_j + w_j) for i = 0 (n > 2). Weights `query_params`, `key_params`, `value_params`, `combine_heads_params`
 * [nL], `beta` where trained. With shots every expectation is drawn and gradients come from shifted circuits.
 *
 * @throws ArgumentError for an unknown option; ShapeError when n does not divide D
 */
class PqcProjectionAttention extends ScoreAttention {
  private readonly angles: readonly tf.Variable[];
  private readonly beta: number | tf.Variable;
  private readonly runner: CircuitRunner;

  constructor(config: AttentionConfig) {
    const { circuit, weights, nQubits } = build(config);
    const { embedDim, nHeads = 1 } = config;
    super(pqcProjections, config, { nQubits, beta: 1 / Math.sqrt(embedDim / nHeads) });
    this.angles = ROLES.map((role) => this.addAngles(`${role}_params`, weights.length));
    this.beta = this.addBeta();
    this.runner = this.addRunner(circuit, allZ(nQubits), weights);
  }

  protected override weightsOf(x: tf.Tensor3D, keys: Attendable, purpose: Purpose): tf.Tensor4D {
    const { nHeads: H = 1 } = this.config;
    const gram = stateGram("overlap", this.projected(0, x, purpose), this.projected(1, x, purpose), false, { ...keys, H });
    return scoreSoftmax(gram, this.beta, keys);
  }

  protected override output(x: tf.Tensor3D, weights: tf.Tensor4D, purpose: Purpose): tf.Tensor3D {
    return this.projected(3, this.summed(weights, this.projected(2, x, purpose), purpose), purpose);
  }

  override deadParameters(): readonly string[] {
    const { circuit, observables, compiled } = this.runner;
    const dead = deadCircuitParameters(circuit, observables).filter((name) => compiled.shared.includes(name));
    return ROLES.flatMap((role) => dead.map((name) => `${role}_params.${name}`));
  }

  private projected(role: number, x: tf.Tensor3D, purpose: Purpose): tf.Tensor3D {
    const rows: tf.Tensor2D = reshape(x, [-1, this.config.nQubits!]);
    return reshape(circuitExpval(this.runner, rows, this.angles[role] as tf.Tensor as tf.Tensor1D, purpose), x.shape);
  }
}

/** Registry row of `PqcProjectionAttention`. */
export const pqcProjections: Mechanism = {
  name: "pqc-projections",
  kind: "score",
  source: "Di Sipio et al. 2021, arXiv:2110.06510",
  parameterFormula: "4nL, + 1 with trainableBeta",
  options: [
    OPTION.nHeads,
    { ...OPTION.nQubits, description: "qubits of a projection, a divisor of embedDim, null = the largest up to 4" },
    OPTION.nLayers,
    OPTION.causal,
    OPTION.entangled,
    { ...OPTION.beta, default: null, description: "factor of the scores in the softmax, null = 1/√(D/H)" },
    OPTION.trainableBeta,
    OPTION.aggregation,
    OPTION.shots,
    OPTION.seed,
    OPTION.engine,
  ],
  parameters: (config) => 4 * build(config).weights.length + (config.trainableBeta ? 1 : 0),
  circuit: (config) => build(config).circuit,
  create: (config) => new PqcProjectionAttention(config),
};
