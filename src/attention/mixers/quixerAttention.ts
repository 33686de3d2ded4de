import * as tf from "@tensorflow/tfjs";
import { ansatz14 } from "../../ansatz/entanglingLayers";
import { Circuit } from "../../circuit/circuit";
import { checkOneOf } from "../../core/check";
import { ShapeError } from "../../core/errors";
import { Random } from "../../core/random";
import type { Purpose } from "../../gradient/ledger";
import { linear } from "../../layers/operations/linear";
import { copyValues } from "../../layers/operations/tensorMemory";
import { shotSeed } from "../../layers/quantum/shotSeed";
import type { Attendable } from "../attendable";
import { polynomialCircuit, tokenCircuits } from "../circuits/sumCircuits";
import type { AttentionConfig, Mechanism } from "../mechanism";
import { checkedConfig, OPTION, refusedBeta } from "../mechanismOptions";
import { drawnReadout, type KeptShots } from "../operations/drawnReadout";
import { pauliReadout } from "../operations/pauliReadout";
import { planeProgram } from "../operations/planeProgram";
import { tokenCoefficients, unitSum } from "../operations/sumCoefficients";
import { toEveryToken } from "../operations/toEveryToken";
import { turnedStates } from "../operations/turnedStates";
import { unitaryPolynomial } from "../operations/unitaryPolynomial";
import { project, type LinearMap } from "../scoreAttention";
import { MixerAttention } from "./mixerAttention";

const FORMS = ["direct", "released"] as const;
const DEFAULT = { nQubits: 4, nLayers: 1, seqLen: 64, degree: 3 } as const;

/** Circuit 14, or its RY alone. */
export function tokenAnsatz(nQubits: number, nLayers: number, entangled: boolean): Circuit {
  const full = ansatz14({ nQubits, nLayers });
  if (entangled) return full;
  return Circuit.of(
    nQubits,
    full.operations.filter(({ wires }) => wires.length === 1),
  );
}

interface Quixer {
  readonly ansatz: Circuit;
  /** The circuit between mixing and readout; null of the direct form. */
  readonly feedForward: Circuit | null;
  readonly seqLen: number;
  readonly degree: number;
}

function build(config: AttentionConfig): Quixer {
  checkedConfig(quixer.name, config, quixer.options, quixer.refused);
  const { entangled = true, variant = "direct", seqLen = DEFAULT.seqLen, degree = DEFAULT.degree } = config;
  checkOneOf(quixer.name, "variant", variant, FORMS);
  const nQubits = config.nQubits ?? DEFAULT.nQubits;
  const ansatz = tokenAnsatz(nQubits, config.nLayers ?? DEFAULT.nLayers, entangled);
  return { ansatz, feedForward: variant === "released" ? tokenAnsatz(nQubits, 1, entangled) : null, seqLen, degree };
}

/**
 * Quixer: every token's vector becomes the angles of a unitary U_j (circuit 14), M = Σ_j b_j U_j with complex b of Σ|b_j| = 1, the state is
 * Σ_k c_k M^k|0…0⟩ with real c of Σ|c_k| = 1, normalised by post-selection, and ⟨X⟩, ⟨Y⟩, ⟨Z⟩ of all qubits go through a hidden
 * ReLU layer of width D. (Khatri et al. 2406.04305)
 *
 * The sequence becomes one vector, given to each of its real tokens; masked tokens get 0, their b_j is 0 and the others' are divided by
 * their own sum. `variant` "direct" reads the mixed state; "released", as the published code, turns it by one more layer of circuit 14
 * with trained angles first. Weights `token_angles`, `mixing_coefficients`, `polynomial_coefficients`, `feed_forward_params`,
 * `hidden`, `out_proj`. With shots each of three settings is run so often, only post-selected runs count (`keptShots`), and gradients are
 * those of the exact values.
 *
 * @throws ArgumentError for an unknown option, causal attention, several heads, or when no shot is kept; ShapeError for a sequence
 * longer than seqLen
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * await ready();
 * const attention = new QuixerAttention({ embedDim: 8, nQubits: 3, seqLen: 6 });
 * const x = tf.randomNormal<tf.Rank.R3>([2, 6, 8]);
 * const y = attention.mix(x, null); // [2, 6, 8]
 * const kept = attention.postSelection(x, null); // [2], probabilities
 * attention.dispose();
 * ```
 */
export class QuixerAttention extends MixerAttention {
  /** Shots that were run since this was made, and those that the post-selection kept. */
  readonly keptShots: KeptShots = { run: 0, kept: 0 };
  private readonly tokenAngles: LinearMap;
  private readonly mixing: tf.Variable;
  private readonly polynomial: tf.Variable;
  private readonly feedForward: { readonly params: tf.Variable; readonly program: Int32Array; readonly circuit: Circuit } | null;
  private readonly hidden: LinearMap;
  private readonly output: LinearMap;
  private readonly program: Int32Array;

  constructor(config: AttentionConfig) {
    const { ansatz, feedForward, seqLen, degree } = build(config);
    super(quixer, config);
    const { embedDim } = this.config;
    const fraction = (name: string, shape: readonly number[]): tf.Variable => {
      const random = this.weights.random(name);
      const values = Float32Array.from({ length: shape.reduce((product, size) => product * size, 1) }, () => random.uniform());
      return this.weights.add(name, shape, values, { group: "quantum" });
    };
    const map = (name: string, inputs: number, units: number): LinearMap =>
      this.weights.addLinear(name, inputs, units, Math.sqrt(6 / (inputs + units)));
    this.tokenAngles = map("token_angles", embedDim, ansatz.nParams);
    this.mixing = fraction("mixing_coefficients", [seqLen, 2]);
    this.polynomial = fraction("polynomial_coefficients", [degree + 1]);
    this.feedForward =
      feedForward === null
        ? null
        : { params: fraction("feed_forward_params", [ansatz.nParams]), program: planeProgram(feedForward), circuit: feedForward };
    this.hidden = map("hidden", 3 * ansatz.nQubits, embedDim);
    this.output = map("out_proj", embedDim, embedDim);
    this.program = planeProgram(ansatz);
  }

  /** The probability ‖Σ_k c_k M^k|0…0⟩‖² that all ancillas of a sequence's circuit read 0: [B], owned by the caller. */
  postSelection(x: tf.Tensor3D, mask: tf.Tensor2D | null): tf.Tensor1D {
    return tf.tidy(() => tf.sum<tf.Tensor1D>(tf.square(this.mixedStates(x, this.keysOf(x, mask))), 1));
  }

  /** The released code makes as many angles of the last circuit as the tokens' layers have, and its one layer reads the first. */
  override deadParameters(): readonly string[] {
    if (this.feedForward === null) return [];
    const { params, circuit } = this.feedForward;
    return Array.from({ length: params.size - circuit.nParams }, (_, i) => `feed_forward_params[${circuit.nParams + i}]`);
  }

  protected override mixed(x: tf.Tensor3D, keys: Attendable, purpose: Purpose): tf.Tensor3D {
    const { shots = null, seed = 0 } = this.config;
    this.ledger.add(purpose, { circuits: keys.B, settings: 3 * keys.B, shots: 3 * keys.B * (shots ?? 0) });
    if (purpose === "forward") this.ledger.add("gradient", { circuits: keys.B, settings: 0, shots: 0 });
    const mixed = this.mixedStates(x, keys);
    const states = this.feedForward === null ? mixed : turnedStates(mixed, this.feedForward.params, this.feedForward.program);
    const exact = pauliReadout(quixer.name, states);
    const read = shots === null ? exact : drawnReadout(quixer.name, states, exact, shots, this.drawing(states, seed), this.keptShots);
    const { weight, bias } = this.hidden;
    return toEveryToken(project(linear(read, weight, bias, "relu"), this.output) as tf.Tensor2D, keys);
  }

  private drawing(states: tf.Tensor, seed: number): Random {
    const perRow = copyValues(states) as Float32Array;
    return new Random(shotSeed(seed, "readout", { batchSize: 1, perRow, shared: new Float32Array(0) }));
  }

  /** Σ_k c_k M^k|0…0⟩ of every sequence, not normalised. */
  private mixedStates(x: tf.Tensor3D, keys: Attendable): tf.Tensor2D {
    const { seqLen, nQubits } = this.config;
    if (keys.T > seqLen!)
      throw new ShapeError(`quixer: a sequence of ${keys.T} tokens and coefficients for ${seqLen}; set seqLen to the longest`, {
        seqLen,
        T: keys.T,
      });
    const angles = project(x, this.tokenAngles) as tf.Tensor3D;
    const weights = tokenCoefficients(quixer.name, this.mixing, keys);
    return unitaryPolynomial(angles, weights, unitSum(quixer.name, this.polynomial), this.program, nQubits!);
  }
}

/** Registry row of `QuixerAttention`. */
export const quixer: Mechanism = {
  name: "quixer",
  kind: "mixer",
  source: "Khatri et al. 2024, arXiv:2406.04305; released code github.com/CQCL/Quixer",
  parameterFormula:
    "(D+1)·4nL + 2·seqLen + degree+1 + (3n+1)·D + (D+1)·D, released + 4nL; without entanglement 2nL in place of 4nL (n = 1: as well)",
  options: [
    { ...OPTION.nQubits, default: DEFAULT.nQubits, description: "qubits that every token's unitary acts on" },
    { ...OPTION.nLayers, default: DEFAULT.nLayers, description: "layers of circuit 14" },
    { name: "seqLen", values: "integer ≥ 1", default: DEFAULT.seqLen, description: "positions that have a coefficient" },
    { name: "degree", values: "integer ≥ 1", default: DEFAULT.degree, description: "of the polynomial in the mixed unitaries" },
    OPTION.entangled,
    {
      name: "variant",
      values: FORMS.join(" | "),
      default: "direct",
      description: "with the released code's circuit before the readout or not",
    },
    OPTION.shots,
    OPTION.seed,
  ],
  refused: {
    ...refusedBeta("it mixes without scores"),
    causal: "all tokens become one state, which no token could read without the later ones",
    nHeads: "the source has one register for the whole width",
  },
  parameters: (config) => {
    const { ansatz, feedForward, seqLen, degree } = build(config);
    const { embedDim: D } = config;
    const [angles, n] = [ansatz.nParams, ansatz.nQubits];
    const readout = (3 * n + 1) * D + (D + 1) * D;
    return (D + 1) * angles + 2 * seqLen + degree + 1 + (feedForward === null ? 0 : angles) + readout;
  },
  circuit: (config) => {
    const { ansatz, feedForward, seqLen, degree } = build(config);
    const mixed = polynomialCircuit(tokenCircuits(ansatz, seqLen), degree);
    if (feedForward === null) return mixed;
    const first = mixed.nQubits - ansatz.nQubits;
    return mixed.compose(
      feedForward,
      Array.from({ length: ansatz.nQubits }, (_, q) => first + q),
    );
  },
  create: (config) => new QuixerAttention(config),
};
