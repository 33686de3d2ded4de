import type * as tf from "@tensorflow/tfjs";
import type { Circuit } from "../circuit/circuit";
import type { Ledger } from "../gradient/ledger";
import type { AttentionMechanism } from "../layers/attentionMechanism";
import type { EngineName } from "../simulator/engine";

/** A score turns queries and keys into weights over values; a mixer turns tokens into tokens. */
export type MechanismKind = "score" | "mixer";

/** What an attention mechanism is made from; plain JSON. Each mechanism takes the options that its row lists and refuses the others. */
export interface AttentionConfig {
  /** Width D of every token's vector. */
  readonly embedDim: number;
  /** Heads H; must divide embedDim. Default 1. */
  readonly nHeads?: number;
  /** Width of each head's queries, keys and values, where a linear map makes them. Default embedDim/nHeads. */
  readonly headDim?: number | null;
  /** Qubits n that hold one token of one head. */
  readonly nQubits?: number | null;
  /** Layers of the trained circuits. */
  readonly nLayers?: number;
  /** Degree of the polynomial, where the mechanism has one. */
  readonly degree?: number;
  /** Length T of the longest sequence, where circuits or weights depend on it. */
  readonly seqLen?: number;
  /** Token i attends to tokens 0 … i only. Default false. */
  readonly causal?: boolean;
  /** Factor of the scores in the softmax. */
  readonly beta?: number | null;
  /** Whether that factor is trained. Default false. */
  readonly trainableBeta?: boolean;
  /** Which published form of the mechanism. */
  readonly variant?: string;
  /** Whether values are summed classically or by a circuit (they pass through tanh then). Default "classical". */
  readonly aggregation?: "classical" | "circuit";
  /** Whether two-qubit gates join the qubits of trained circuits; false is the control without entanglement. Default true. */
  readonly entangled?: boolean;
  /** Which mechanism's circuit a classical map stands for. */
  readonly replaces?: string;
  /** Whether the mechanism itself adds its input to its output, where its source does. */
  readonly residual?: boolean;
  /** Shots of each executed circuit, 1 to 10⁶; null (default) = exact. */
  readonly shots?: number | null;
  /** Of initial weights and shots. Default 0. */
  readonly seed?: number;
  /** Simulator; default simd. */
  readonly engine?: EngineName | null;
}

/** One option of a mechanism, for people. */
export interface MechanismOption {
  readonly name: keyof AttentionConfig;
  /** Such as `integer ≥ 1`, `true | false`. */
  readonly values: string;
  readonly default: string | number | boolean | null;
  readonly description: string;
}

/** An attention mechanism that was made: it has weights, mixes tokens and counts what circuits it ran. */
export interface Attention extends AttentionMechanism {
  readonly mechanism: Mechanism;
  /** The configuration with every default filled in. */
  readonly config: Readonly<AttentionConfig>;
  /** Circuits, settings and shots that the mechanism's hardware form executes, by purpose; may be replaced, so that blocks count together. */
  ledger: Ledger;
  /** The attention map [B, H, T, T], row i over the keys of query i; null of a mixer that has none. Owned by the caller. */
  attentionWeights(x: tf.Tensor3D, mask: tf.Tensor2D | null): tf.Tensor4D | null;
}

/** One row of the registry: a published mechanism. */
export interface Mechanism {
  readonly name: string;
  readonly kind: MechanismKind;
  /** Authors, year, where. */
  readonly source: string;
  /** In words of the options: D embedDim, H nHeads, n nQubits, L nLayers. */
  readonly parameterFormula: string;
  readonly options: readonly MechanismOption[];
  /** Options of other mechanisms that this one cannot have, each with the reason. */
  readonly refused?: Readonly<Partial<Record<keyof AttentionConfig, string>>>;
  /** The value of `parameterFormula`. @throws ArgumentError or ShapeError as `create` */
  parameters(config: AttentionConfig): number;
  /** The literal circuit of one score or of one pass, with slots for data and weights; null of a classical control. */
  circuit(config: AttentionConfig): Circuit | null;
  /** @throws ArgumentError for an unknown option or value; ShapeError for a width that does not fit */
  create(config: AttentionConfig): Attention;
}
