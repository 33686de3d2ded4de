import * as tf from "@tensorflow/tfjs";
import { Circuit, circuit as emptyCircuit } from "../../circuit/circuit";
import { checkOneOf } from "../../core/check";
import { ShapeError } from "../../core/errors";
import { Random } from "../../core/random";
import type { Purpose } from "../../gradient/ledger";
import { normalValues } from "../../layers/initialValues";
import { copyValues } from "../../layers/operations/tensorMemory";
import { shotSeed } from "../../layers/quantum/shotSeed";
import { amplitudeQubits } from "../amplitudeWidth";
import type { Attendable } from "../attendable";
import { fourierTransform } from "../circuits/fourierTransform";
import { realPreparation } from "../circuits/realPreparation";
import { selectOperations } from "../circuits/selectOperations";
import { indexQubits, tokenCircuits } from "../circuits/sumCircuits";
import type { AttentionConfig, Mechanism } from "../mechanism";
import { checkedConfig, OPTION, refusedBeta } from "../mechanismOptions";
import { drawnSpectrum } from "../operations/drawnSpectrum";
import { fourierMix } from "../operations/fourierMix";
import { deadColumns, planeProgram } from "../operations/planeProgram";
import { realTokens } from "../operations/realTokens";
import { spectralMix, wavesOf } from "../operations/spectralMix";
import { MixerAttention } from "./mixerAttention";
import { tokenAnsatz } from "./quixerAttention";

const FORMS = ["kernel", "fnet"] as const;
const DEFAULT_LENGTH = 64;

interface Sasquatch {
  /** Qubits of the places, 2^m of them, and of the channels. */
  readonly m: number;
  readonly n: number;
  /** The circuit of every mode; null of quantum FNet. */
  readonly kernel: Circuit | null;
}

function build(config: AttentionConfig): Sasquatch {
  checkedConfig(sasquatch.name, config, sasquatch.options, sasquatch.refused);
  const { seqLen = DEFAULT_LENGTH, nLayers = 1, entangled = true, variant = "kernel" } = config;
  checkOneOf(sasquatch.name, "variant", variant, FORMS);
  const n = amplitudeQubits(sasquatch.name, config);
  return { m: indexQubits(seqLen), n, kernel: variant === "fnet" ? null : tokenAnsatz(n, nLayers, entangled) };
}

const range = (from: number, n: number): number[] => Array.from({ length: n }, (_, i) => from + i);

/** The pass of a sequence: a flag qubit for the choice of kernels, unless there are none, then places, then channels. */
function passCircuit({ m, n, kernel }: Sasquatch): Circuit {
  const first = kernel === null ? 0 : 1;
  const [index, data] = [range(first, m), range(first + m, n)];
  const transform = fourierTransform(m);
  const loaded = emptyCircuit(first + m + n)
    .compose(realPreparation(m + n, "x"), [...index, ...data])
    .compose(transform, index);
  if (kernel === null) return loaded.compose(fourierTransform(n), data);
  const kernels = selectOperations(tokenCircuits(kernel, 2 ** m), { flag: 0, index, data });
  return loaded.compose(Circuit.of(loaded.nQubits, kernels)).compose(transform.inverse(), index);
}

/**
 * SASQuaTCh: the whole sequence is one state Σ_tc x_tc |t⟩|c⟩/‖x‖; quantum Fourier transform of the place t, a trained circuit (circuit 14)
 * on the channels c for every mode, and the transform undone: attention as a convolution kernel. (After Evans et al. 2403.14753)
 *
 * Of the source little but the abstract could be read: the transforms are its own, the kernels' circuit and what is read are this library's
 * (docs/decisions/0011), so that counts are no counts of the paper.
 *
 * y_tc is ‖x‖ times the real part of the amplitude, so that kernels of angles 0 give back x. `variant` "fnet" has no kernels and no
 * weights: it transforms places and channels, y = Re(2D Fourier transform)/√(KC) (Lee-Thorp et al. 2105.03824). K = 2^m ≥ seqLen places,
 * C = 2^n ≥ D channels, circular over the K places; masked tokens are set to 0. Weights `kernel_params` [K, angles]. With shots a Hadamard
 * test against the uniform state estimates all amplitudes of a sequence at once; gradients are those of the exact values.
 *
 * @throws ArgumentError for an unknown option, causal attention, several heads, or a sequence of zeros; ShapeError for a width above 2^n
 * or a sequence longer than seqLen
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * await ready();
 * const attention = new SasquatchAttention({ embedDim: 8, seqLen: 6 });
 * const y = attention.mix(tf.randomNormal<tf.Rank.R3>([2, 6, 8]), null); // [2, 6, 8]
 * attention.dispose();
 * ```
 */
export class SasquatchAttention extends MixerAttention {
  private readonly K: number;
  /** Of the places and of the channels. */
  private readonly waves: readonly [Float32Array, Float32Array];
  private readonly modes: { readonly angles: tf.Variable; readonly program: Int32Array } | null;

  constructor(config: AttentionConfig) {
    const { m, n, kernel } = build(config);
    super(sasquatch, config, { nQubits: n });
    this.K = 2 ** m;
    const name = "kernel_params";
    const start = (P: number): tf.Variable =>
      this.weights.add(name, [this.K, P], normalValues(this.weights.random(name), this.K * P, 0.1), { group: "quantum" });
    this.waves = [wavesOf(this.K), wavesOf(2 ** n)];
    this.modes = kernel === null ? null : { angles: start(kernel.nParams), program: planeProgram(kernel) };
  }

  /** Angles behind which no channel of the width is read, where the register is wider than it must be. */
  override deadParameters(): readonly string[] {
    if (this.modes === null) return [];
    const { angles, program } = this.modes;
    const P = angles.shape[1]!;
    const dead = deadColumns(program, 2 * this.config.embedDim);
    return range(0, this.K).flatMap((k) => dead.map((column) => `kernel_params[${k * P + column}]`));
  }

  protected override mixed(x: tf.Tensor3D, keys: Attendable, purpose: Purpose): tf.Tensor3D {
    const { seqLen, nQubits, shots = null, seed = 0 } = this.config;
    const { B, T } = keys;
    if (T > seqLen!)
      throw new ShapeError(`sasquatch: a sequence of ${T} tokens and modes for ${seqLen}; set seqLen to the longest`, { seqLen, T });
    this.ledger.add(purpose, { circuits: B, settings: B, shots: B * (shots ?? 0) });
    if (purpose === "forward") this.ledger.add("gradient", { circuits: B, settings: 0, shots: 0 });
    const tokens = realTokens(sasquatch.name, x, keys);
    const [places, channels] = this.waves;
    const modes = this.modes === null ? null : { angles: this.modes.angles as tf.Tensor as tf.Tensor2D, program: this.modes.program };
    const exact =
      modes === null ? fourierMix(tokens, places, channels) : spectralMix(tokens, modes.angles, modes.program, places, nQubits!);
    if (shots === null) return exact;
    const perRow = copyValues(exact) as Float32Array;
    const random = new Random(shotSeed(seed, "amplitudes", { batchSize: 1, perRow, shared: new Float32Array(0) }));
    return drawnSpectrum(tokens, exact, { K: this.K, C: 2 ** nQubits!, modes }, shots, random);
  }
}

/** Registry row of `SasquatchAttention`. */
export const sasquatch: Mechanism = {
  name: "sasquatch",
  kind: "mixer",
  source:
    "after Evans et al. 2024, arXiv:2403.14753: its Fourier transforms, kernels and readout are ours; without kernels FNet, Lee-Thorp et al. 2021, arXiv:2105.03824",
  parameterFormula:
    "of our kernels: K·4nL with K = 2^⌈log2 seqLen⌉ modes, n ≥ log2 D channel qubits; without entanglement (or n = 1) K·2nL; fnet 0",
  options: [
    { ...OPTION.nQubits, description: "qubits of the channels, null = as few as hold the width" },
    { ...OPTION.nLayers, description: "layers of circuit 14 in every mode's kernel; the source's ansatz is not known here" },
    { name: "seqLen", values: "integer ≥ 1", default: DEFAULT_LENGTH, description: "places that the Fourier transform must hold" },
    OPTION.entangled,
    { name: "variant", values: FORMS.join(" | "), default: "kernel", description: "trained kernels of the modes, or quantum FNet" },
    OPTION.shots,
    OPTION.seed,
  ],
  refused: {
    ...refusedBeta("it mixes without scores"),
    causal: "the Fourier transform mixes all places round a ring",
    nHeads: "the source has one register of channels for the whole width",
  },
  parameters: (config) => {
    const { m, kernel } = build(config);
    return 2 ** m * (kernel?.nParams ?? 0);
  },
  circuit: (config) => passCircuit(build(config)),
  create: (config) => new SasquatchAttention(config),
};
