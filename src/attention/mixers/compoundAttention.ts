import * as tf from "@tensorflow/tfjs";
import { ArgumentError, ShapeError } from "../../core/errors";
import { Random } from "../../core/random";
import type { Purpose } from "../../gradient/ledger";
import { normalValues } from "../../layers/initialValues";
import { copyFloats } from "../../layers/operations/tensorMemory";
import { shotSeed } from "../../layers/quantum/shotSeed";
import type { Attendable } from "../attendable";
import { compoundCircuit } from "../circuits/compoundCircuits";
import type { AttentionConfig, Mechanism } from "../mechanism";
import { checkedConfig, OPTION, refusedBeta } from "../mechanismOptions";
import { compoundMix } from "../operations/compoundMix";
import { drawnAmplitudes } from "../operations/drawnAmplitudes";
import { rbsMatrices, type RbsLayers } from "../operations/rbsMatrices";
import { ALL_GATES_ENTANGLE, rbsLayers, rbsShape, RBS_VARIANT } from "../unaryWidth";
import { MixerAttention } from "./mixerAttention";

const DEFAULT_LENGTH = 16;
/** Below this norm a matrix is taken for zero. */
const SMALLEST = 1e-20;

/** The circuits of one configuration, on seqLen + d qubits each. */
function build(config: AttentionConfig): { readonly layers: RbsLayers; readonly seqLen: number; readonly headDim: number } {
  checkedConfig(compound.name, config, compound.options, compound.refused);
  const { embedDim, nHeads = 1, seqLen = DEFAULT_LENGTH } = config;
  const headDim = embedDim / nHeads;
  if (headDim < 2) throw new ShapeError(`compound: a head is 1 wide; use at least 2 or fewer heads`, { embedDim, nHeads });
  const layers = rbsLayers(compound.name, config, seqLen + headDim, `it is seqLen ${seqLen} and ${headDim} components: change seqLen`);
  return { layers, seqLen, headDim };
}

/**
 * The compound transformer's mixing: a sequence is one state Σ x_tc |e_t⟩|e_c⟩/‖X‖ of Hamming weight 2 on seqLen + d qubits, a layer V of
 * RBS gates turns it by its second compound matrix, and the amplitudes with one excitation on each register, times ‖X‖, are the output.
 * (Cherrat et al. 2209.08167, the quantum compound transformer)
 *
 * y_ij = Σ_tc (V_it V_jc − V_ic V_jt) x_tc, simulated through the N×N matrix V. Shorter sequences leave token wires empty; masked tokens
 * are not loaded. Weights `mixing_params`, angles of every head: N(N−1)/2 as a pyramid, 2N−3 as an X, (N/2)·log₂ N as a butterfly,
 * N = seqLen + D/H. With shots amplitudes are read by an ancilla, one circuit a sequence and head, `drawnAmplitudes`.
 *
 * @throws ArgumentError for an unknown option, causal attention or a sequence that is all zero; ShapeError for a sequence longer than
 * seqLen, a head 1 wide, or a butterfly on another number of qubits than 2^k
 */
class CompoundAttention extends MixerAttention {
  private readonly layers: RbsLayers;
  private readonly angles: tf.Variable;
  private readonly seqLen: number;
  private readonly headDim: number;

  constructor(config: AttentionConfig) {
    const { layers, seqLen, headDim } = build(config);
    super(compound, config);
    this.layers = layers;
    this.seqLen = seqLen;
    this.headDim = headDim;
    const count = layers.nHeads * layers.pairs.length;
    const name = "mixing_params";
    this.angles = this.weights.add(name, [count], normalValues(this.weights.random(name), count, 0.1), { group: "quantum" });
  }

  protected override mixed(x: tf.Tensor3D, keys: Attendable, purpose: Purpose): tf.Tensor3D {
    if (keys.T > this.seqLen)
      throw new ShapeError(`compound: a sequence of ${keys.T} tokens and wires for ${this.seqLen}; set seqLen to the longest`, {
        seqLen: this.seqLen,
        T: keys.T,
      });
    const { shots = null } = this.config;
    const norms = this.norms(x, keys);
    const cost = { circuits: norms.length, settings: norms.length };
    this.ledger.add(purpose, { ...cost, shots: norms.length * (shots ?? 0) });
    if (purpose === "forward") this.ledger.add("gradient", { ...cost, shots: 0 });
    const matrices = rbsMatrices(this.angles, this.layers);
    return shots === null ? compoundMix(x, matrices, keys) : this.drawn(x, matrices, keys, norms, shots);
  }

  /** The mixing as shots give it: they tell nothing of how many token wires are in use, so that all are read. */
  private drawn(x: tf.Tensor3D, matrices: tf.Tensor3D, keys: Attendable, norms: Float64Array, shots: number): tf.Tensor3D {
    const { seqLen: S, headDim: d } = this;
    const { nHeads: H } = this.layers;
    const { B, T } = keys;
    const whole: tf.Tensor3D = T === S ? x : tf.pad(x, [[0, 0], [0, S - T], [0, 0]]); // prettier-ignore
    const exact = compoundMix(whole, matrices, { ...keys, T: S, mask: lengthened(keys, S) });
    const random = new Random(
      shotSeed(this.config.seed ?? 0, "amplitudes", { batchSize: 1, perRow: copyFloats(exact), shared: new Float32Array(0) }),
    );
    const at = (row: number, k: number): number => ((Math.floor(row / H) * S + Math.floor(k / d)) * H + (row % H)) * d + (k % d);
    const drawn = drawnAmplitudes(exact, { norms, size: S * d, at }, shots, random) as tf.Tensor3D;
    return T === S ? drawn : tf.slice(drawn, [0, 0, 0], [B, T, -1]);
  }

  /** ‖X‖ of every sequence and head, [B·H], over the tokens that are not masked. @throws ArgumentError for zero */
  private norms(x: tf.Tensor3D, { B, T, mask }: Attendable): Float64Array {
    const values = copyFloats(x);
    const { nHeads: H } = this.layers;
    const d = this.headDim;
    const norms = new Float64Array(B * H);
    for (let token = 0; token < B * T; token++) {
      if (mask !== null && mask[token] === 0) continue;
      for (let c = 0; c < H * d; c++) norms[Math.floor(token / T) * H + Math.floor(c / d)]! += values[token * H * d + c]! ** 2;
    }
    norms.forEach((square, row) => {
      norms[row] = Math.sqrt(square);
      if (norms[row] < SMALLEST)
        throw new ArgumentError(
          `compound: head ${row % H} of sequence ${Math.floor(row / H)} is zero in all its tokens and no state can hold it; ` +
            "leave such sequences out, or add positions or a bias",
          { sequence: Math.floor(row / H), head: row % H },
        );
    });
    return norms;
  }
}

/** The mask of the same sequences on S tokens, the further ones hidden. */
function lengthened({ B, T, mask }: Attendable, S: number): Uint8Array | null {
  if (mask === null) return null;
  const longer = new Uint8Array(B * S);
  for (let b = 0; b < B; b++) longer.set(mask.subarray(b * T, (b + 1) * T), b * S);
  return longer;
}

/** Registry row of `CompoundAttention`. */
export const compound: Mechanism = {
  name: "compound",
  kind: "mixer",
  source: "Cherrat et al. 2022, arXiv:2209.08167, quantum compound transformer",
  parameterFormula: "H·G; N = seqLen + D/H, G = N(N−1)/2 (pyramid), 2N−3 (x), (N/2)·log₂ N (butterfly)",
  options: [
    OPTION.nHeads,
    RBS_VARIANT,
    { name: "seqLen", values: "integer ≥ 1", default: DEFAULT_LENGTH, description: "token wires: the longest sequence" },
    OPTION.shots,
    OPTION.seed,
  ],
  refused: {
    ...refusedBeta("it mixes without scores"),
    causal: "one state holds all tokens and every gate mixes both ways, so that no token can be kept from an earlier one",
    entangled: ALL_GATES_ENTANGLE,
  },
  parameters: (config) => {
    const { nHeads, pairs } = build(config).layers;
    return nHeads * pairs.length;
  },
  circuit: (config) => {
    const { seqLen, headDim } = build(config);
    return compoundCircuit(seqLen, headDim, rbsShape(compound.name, config));
  },
  create: (config) => new CompoundAttention(config),
};
