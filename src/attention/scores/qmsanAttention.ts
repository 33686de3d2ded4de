import * as tf from "@tensorflow/tfjs";
import { checkOneOf } from "../../core/check";
import { ArgumentError } from "../../core/errors";
import type { Circuit } from "../../circuit/circuit";
import { observable, type Observable } from "../../circuit/observable";
import type { Purpose } from "../../gradient/ledger";
import { sinusoidalTable } from "../../layers/classical/sinusoidalPositions";
import { add } from "../../layers/operations/add";
import { reshape } from "../../layers/operations/reshape";
import { circuitExpval, circuitStates } from "../../layers/quantum/circuitOperation";
import type { CircuitRunner } from "../../layers/quantum/circuitRunner";
import { deadCircuitParameters } from "../../layers/quantum/deadParameters";
import type { CompiledCircuit } from "../../simulator/engine";
import { getEngine } from "../../simulator/engines";
import type { Attendable } from "../attendable";
import { encodingLayers, pauliReadout, qmsanLayers } from "../circuits/featureCircuits";
import { swapTestCircuit } from "../circuits/overlapTests";
import { prefixedParameters } from "../circuits/prefixedParameters";
import { measuredPairs } from "../measuredPairs";
import type { AttentionConfig, Mechanism } from "../mechanism";
import { checkedConfig, OPTION, refusedBeta } from "../mechanismOptions";
import { ANCILLA_TEST } from "../operations/drawnScores";
import { positionedRows } from "../operations/positionedRows";
import { reducedStates } from "../operations/reducedStates";
import { rowNormalised } from "../operations/rowNormalised";
import { stateGram } from "../operations/stateGram";
import { ScoreAttention } from "../scoreAttention";

const FORMS = ["positional", "plain"] as const;
const ROLES = ["query", "key", "value"] as const;

/** The circuit of one configuration; query, key and value differ in weights alone. */
interface Qmsan {
  readonly circuit: Circuit;
  readonly weights: readonly string[];
  readonly nQubits: number;
  readonly nLayers: number;
  readonly features: number;
}

function build(config: AttentionConfig): Qmsan {
  checkedConfig("qmsan", config, qmsan.options, qmsan.refused);
  const { embedDim, nHeads = 1, entangled = true, variant = "positional" } = config;
  checkOneOf("qmsan", "variant", variant, FORMS);
  const nQubits = config.nQubits ?? 4;
  if (nQubits % 2 !== 0)
    throw new ArgumentError(`qmsan: half of the qubits are traced out and nQubits is ${nQubits}; use an even number`, { nQubits });
  const features = embedDim / nHeads;
  const nLayers = encodingLayers("qmsan", features, nQubits, config.nLayers ?? undefined);
  const circuit = qmsanLayers(nQubits, nLayers, features, { positions: variant === "positional", entangled });
  return { circuit, weights: circuit.parameters.filter((name) => name.startsWith("theta")), nQubits, nLayers, features };
}

/** Every Pauli string on the first m qubits: what can be known of them. */
function keptPaulis(nQubits: number, m: number): Observable[] {
  const strings = Array.from({ length: m }).reduce<string[]>(
    (all) => all.flatMap((each) => ["I", "X", "Y", "Z"].map((p) => each + p)),
    [""],
  );
  return strings.slice(1).map((paulis) => observable([{ coefficient: 1, paulis: paulis + "I".repeat(nQubits - m) }]));
}

/**
 * QMSAN: queries and keys are mixed states, α_ij = tr(ρ_q,i σ_k,j) of the first n/2 qubits, row-normalised; values are Pauli
 * expectations of pure states; y_i = Σ_j α_ij o_j. (Chen et al. 2403.02871)
 *
 * Circuits: L × [RX(features), RZZ ring, RY] (ring and end after RY are a reading, docs/decisions/0008), re-uploading (where a head has more features than qubits the layers go on through them);
 * `variant` "positional" puts a fixed RX(sinusoidal position) on every qubit before, "plain" does not. Weights `query_params`,
 * `key_params`, `value_params`, shared by the heads. With shots each score is a SWAP test of the halves, each value drawn.
 *
 * @throws ArgumentError for an unknown option or an odd number of qubits; ShapeError when L layers cannot hold a head's features
 */
class QmsanAttention extends ScoreAttention {
  private readonly angles: readonly tf.Variable[];
  private readonly states: CompiledCircuit;
  private readonly values: CircuitRunner;
  private positions: Float32Array = new Float32Array(0);

  constructor(config: AttentionConfig) {
    const { circuit, weights, nQubits, nLayers, features } = build(config);
    super(qmsan, config, { nQubits, nLayers });
    this.angles = ROLES.map((role) => this.addAngles(`${role}_params`, weights.length));
    this.states = getEngine(this.engine).compile(circuit, { shared: weights });
    this.values = this.addRunner(circuit, pauliReadout("qmsan", nQubits, features), weights);
  }

  protected override weightsOf(x: tf.Tensor3D, keys: Attendable, purpose: Purpose): tf.Tensor4D {
    return this.weightsFrom(this.rowsOf(x), keys, purpose);
  }

  private weightsFrom(rows: tf.Tensor2D, keys: Attendable, purpose: Purpose): tf.Tensor4D {
    const { nHeads: H = 1, nQubits } = this.config;
    const [rho, sigma] = [0, 1].map((role) => reducedStates(circuitStates(this.states, rows, this.anglesOf(role)), nQubits! / 2));
    const traces = stateGram("overlap", rho!, sigma!, false, { ...keys, H });
    return rowNormalised(measuredPairs(this, traces, ANCILLA_TEST, keys, purpose), keys);
  }

  protected override mixed(x: tf.Tensor3D, keys: Attendable, purpose: Purpose): tf.Tensor3D {
    const rows = this.rowsOf(x);
    const weights = this.weightsFrom(rows, keys, purpose);
    const values = circuitExpval(this.values, rows, this.anglesOf(2), purpose);
    const summed = this.summed(weights, reshape(values, x.shape), purpose);
    return (this.config.residual ? add(x, summed) : summed) as tf.Tensor3D;
  }

  override deadParameters(): readonly string[] {
    const { circuit, observables, compiled } = this.values;
    const read = keptPaulis(circuit.nQubits, circuit.nQubits / 2);
    return ROLES.flatMap((role) => {
      const dead = deadCircuitParameters(circuit, role === "value" ? observables : read);
      return dead.filter((name) => compiled.shared.includes(name)).map((name) => `${role}_params.${name}`);
    });
  }

  private anglesOf(role: number): tf.Tensor1D {
    return this.angles[role] as tf.Tensor as tf.Tensor1D;
  }

  /** Features of every head, then the fixed angles of its position. */
  private rowsOf(x: tf.Tensor3D): tf.Tensor2D {
    const { nHeads: H = 1, embedDim, nQubits, variant } = this.config;
    if (variant === "plain") return reshape(x, [-1, embedDim / H]);
    const T = x.shape[1];
    const n = nQubits!;
    if (this.positions.length < T * n) this.positions = sinusoidalTable(T, n);
    return positionedRows(x, this.positions, n, H);
  }
}

/** Registry row of `QmsanAttention`. */
export const qmsan: Mechanism = {
  name: "qmsan",
  kind: "score",
  source: "Chen et al. 2024, arXiv:2403.02871",
  parameterFormula: "of our circuit: 3·2nL for n > 2 (n RZZ and n RY a layer; n = 2 has one RZZ: 3·3L); without entanglement 3nL",
  options: [
    OPTION.nHeads,
    { ...OPTION.nQubits, values: "even integer ≥ 2", default: 4 },
    {
      ...OPTION.nLayers,
      default: null,
      description: "re-uploading layers (how many the source has is not known here), null = as few as hold a head's features",
    },
    OPTION.causal,
    OPTION.entangled,
    { name: "variant", values: FORMS.join(" | "), default: "positional", description: "with or without the fixed position gates" },
    { name: "residual", values: "true | false", default: false, description: "whether x is added" },
    OPTION.aggregation,
    OPTION.shots,
    OPTION.seed,
    OPTION.engine,
  ],
  refused: refusedBeta("rows are divided by their sums, which take any factor away"),
  parameters: (config) => 3 * build(config).weights.length,
  circuit: (config) => {
    const { circuit, nQubits } = build(config);
    const half = Array.from({ length: nQubits / 2 }, (_, q) => q);
    return swapTestCircuit(prefixedParameters(circuit, "q_"), prefixedParameters(circuit, "k_"), half);
  },
  create: (config) => new QmsanAttention(config),
};
