import * as tf from "@tensorflow/tfjs";
import { checkOneOf } from "../../core/check";
import { ArgumentError, ShapeError } from "../../core/errors";
import type { Circuit } from "../../circuit/circuit";
import { observable, type Observable } from "../../circuit/observable";
import type { Purpose } from "../../gradient/ledger";
import { add } from "../../layers/operations/add";
import { reshape } from "../../layers/operations/reshape";
import { circuitExpval } from "../../layers/quantum/circuitOperation";
import type { CircuitRunner } from "../../layers/quantum/circuitRunner";
import { deadCircuitParameters } from "../../layers/quantum/deadParameters";
import type { Attendable } from "../attendable";
import { cnotChain, pauliReadout, qsannLayers, releasedQsannLayers, unjoined } from "../circuits/featureCircuits";
import type { AttentionConfig, Mechanism } from "../mechanism";
import { checkedConfig, OPTION } from "../mechanismOptions";
import { gaussianScores } from "../operations/gaussianScores";
import { scoreSoftmax } from "../operations/scoreSoftmax";
import { ScoreAttention } from "../scoreAttention";

const FORMS = ["paper", "released"] as const;
const ROLES = ["query", "key", "value"] as const;

/** The three circuits of one configuration, alike but for their weights, and what is read from them. */
interface Qsann {
  readonly circuit: Circuit;
  readonly weights: readonly string[];
  readonly score: readonly Observable[];
  readonly values: readonly Observable[];
  readonly nQubits: number;
}

function releasedDepth(features: number, nQubits: number): number {
  const depth = (features / (2 * nQubits) - 1) / 2;
  if (Number.isInteger(depth) && depth >= 0) return depth;
  throw new ShapeError(
    `qsann: the released encoder on ${nQubits} qubits takes 2n(2E+1) features, such as ${2 * nQubits} or ${6 * nQubits}, and a head has ${features}; change embedDim, nHeads or nQubits`,
    { features, nQubits },
  );
}

function build(config: AttentionConfig): Qsann {
  checkedConfig("qsann", config, qsann.options);
  const { embedDim, nHeads = 1, nLayers = 1, entangled = true, variant = "paper" } = config;
  checkOneOf("qsann", "variant", variant, FORMS);
  const nQubits = config.nQubits ?? 4;
  const features = embedDim / nHeads;
  const readout = pauliReadout("qsann", nQubits, 1);
  if (variant === "paper") {
    const join = entangled ? cnotChain : unjoined;
    const trained = qsannLayers(nQubits, nQubits * (nLayers + 2), "theta", join);
    const circuit = qsannLayers(nQubits, features, "x", join).compose(trained);
    return { circuit, weights: trained.parameters, score: readout, values: pauliReadout("qsann", nQubits, features), nQubits };
  }
  if (nQubits < 2) throw new ArgumentError("qsann: the released code joins neighbouring qubits; use at least 2", { nQubits });
  const trained = releasedQsannLayers(nQubits, nLayers, "theta", entangled);
  const circuit = releasedQsannLayers(nQubits, releasedDepth(features, nQubits), "x", entangled).compose(trained);
  const letters = ["Z", "Y", "X"].flatMap((pauli) => Array.from({ length: nQubits }, (_, at) => ({ pauli, at })));
  const values = Array.from({ length: features }, (_, i) => letters[i % letters.length]!).map(({ pauli, at }) =>
    observable([{ coefficient: 1, paulis: "I".repeat(at) + pauli + "I".repeat(nQubits - 1 - at) }]),
  );
  return { circuit, weights: trained.parameters, score: readout, values, nQubits };
}

/**
 * QSANN: query, key and value circuits after one encoder; α_ij = exp(−β(z_q,i − z_k,j)²) row-normalised, β = 1, z = ⟨Z_0⟩; values are Pauli
 * expectations o; y_i = x_i + Σ_j α_ij o_j. (Li et al. 2205.05625)
 *
 * `variant` "paper": encoder and circuits RX, RY, then D × [CNOT chain, RY], o = Z, Y, X of every qubit, then ZZ, YY, XX of pairs.
 * "released": the code of Paddle Quantum, CNOT ring with RX, RY on both ends of each, observables repeated cyclically, y = π Σ α o
 * without residual. Weights `query_params`, `key_params`, `value_params`; heads share them; `beta` where trained. Blind to the order of tokens. With shots
 * every expectation is drawn and gradients come from shifted circuits.
 *
 * @throws ArgumentError for an unknown option; ShapeError when the width does not fit the circuit
 */
class QsannAttention extends ScoreAttention {
  private readonly angles: readonly tf.Variable[];
  private readonly circuits: readonly CircuitRunner[];
  private readonly beta: number | tf.Variable;

  constructor(config: AttentionConfig) {
    const { circuit, weights, score, values, nQubits } = build(config);
    super(qsann, config, { nQubits, residual: config.variant !== "released" });
    this.angles = ROLES.map((role) => this.addAngles(`${role}_params`, weights.length));
    this.beta = this.addBeta();
    this.circuits = ROLES.map((role) => this.addRunner(circuit, role === "value" ? values : score, weights));
  }

  protected override weightsOf(x: tf.Tensor3D, keys: Attendable, purpose: Purpose): tf.Tensor4D {
    const { nHeads: H = 1 } = this.config;
    const rows = this.rowsOf(x);
    return scoreSoftmax(gaussianScores(this.run(0, rows, purpose), this.run(1, rows, purpose), { ...keys, H }), this.beta, keys);
  }

  protected override output(x: tf.Tensor3D, weights: tf.Tensor4D, purpose: Purpose): tf.Tensor3D {
    const values = reshape(this.run(2, this.rowsOf(x), purpose), x.shape);
    const summed = this.summed(weights, values, purpose);
    const scaled = this.config.variant === "released" ? tf.mul(summed, Math.PI) : summed;
    return (this.config.residual ? add(x, scaled) : scaled) as tf.Tensor3D;
  }

  override deadParameters(): readonly string[] {
    return ROLES.flatMap((role, i) => {
      const { circuit, observables, compiled } = this.circuits[i]!;
      const dead = deadCircuitParameters(circuit, observables);
      return dead.filter((name) => compiled.shared.includes(name)).map((name) => `${role}_params.${name}`);
    });
  }

  private rowsOf(x: tf.Tensor3D): tf.Tensor2D {
    return reshape(x, [-1, this.config.embedDim / (this.config.nHeads ?? 1)]);
  }

  private run(role: 0 | 1 | 2, rows: tf.Tensor2D, purpose: Purpose): tf.Tensor2D {
    return circuitExpval(this.circuits[role]!, rows, this.angles[role] as tf.Tensor as tf.Tensor1D, purpose);
  }
}

/** Registry row of `QsannAttention`. */
export const qsann: Mechanism = {
  name: "qsann",
  kind: "score",
  source: "Li, Zhao & Wang 2022, arXiv:2205.05625; released code paddle_quantum.qml.qsann",
  parameterFormula:
    "3n(L+2), with the readout's D+1 the paper's 3n(D+2)+d+1 (its D is L, its d is D): 49 for n=4, L=1, D=12; released code 3n(4L+2); + 1 with trainableBeta",
  options: [
    OPTION.nHeads,
    { ...OPTION.nQubits, default: 4 },
    OPTION.nLayers,
    OPTION.causal,
    OPTION.entangled,
    { ...OPTION.beta, description: "factor of the squared differences" },
    OPTION.trainableBeta,
    { name: "variant", values: FORMS.join(" | "), default: "paper", description: "circuits of the paper or of the released code" },
    { name: "residual", values: "true | false", default: null, description: "whether x is added, null = as the variant does" },
    OPTION.aggregation,
    OPTION.shots,
    OPTION.seed,
    OPTION.engine,
  ],
  parameters: (config) => 3 * build(config).weights.length + (config.trainableBeta ? 1 : 0),
  circuit: (config) => build(config).circuit,
  create: (config) => new QsannAttention(config),
};
