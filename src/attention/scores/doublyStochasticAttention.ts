import * as tf from "@tensorflow/tfjs";
import { ShapeError } from "../../core/errors";
import { Random } from "../../core/random";
import type { Circuit } from "../../circuit/circuit";
import type { Purpose } from "../../gradient/ledger";
import { uniformValues } from "../../layers/initialValues";
import { copyFloats } from "../../layers/operations/tensorMemory";
import { shotSeed } from "../../layers/quantum/shotSeed";
import type { CompiledCircuit } from "../../simulator/engine";
import { getEngine } from "../../simulator/engines";
import type { Attendable } from "../attendable";
import { deadTransportAngles } from "../circuits/deadTransportAngles";
import { transportAngles, transportAnsatz, transportCircuit } from "../circuits/transportCircuit";
import type { AttentionConfig, Mechanism } from "../mechanism";
import { checkedConfig, OPTION } from "../mechanismOptions";
import { injectedAngles } from "../operations/injectedAngles";
import { rowNormalised } from "../operations/rowNormalised";
import { stateGram } from "../operations/stateGram";
import { transportMatrix } from "../operations/transportMatrix";
import { project, ScoreAttention, type LinearMap } from "../scoreAttention";

const DEFAULT_LENGTH = 16;
const LONGEST = 64;

/** The circuit of one configuration. */
interface Transport {
  readonly ansatz: Circuit;
  readonly seqLen: number;
  readonly dataQubits: number;
  readonly nQubits: number;
  readonly nLayers: number;
}

/** Layers: as given, or as few as take every score. @throws ShapeError when scores would be left out */
function layersFor(nQubits: number, seqLen: number, given: number | null | undefined): number {
  const needed = Math.max(1, Math.ceil((seqLen ** 2 - 3 * nQubits) / (4 * (nQubits - 1))));
  if (given === undefined || given === null) return needed;
  if (given < needed)
    throw new ShapeError(
      `doubly-stochastic: ${given} layers on ${nQubits} qubits have ${transportAngles(nQubits, given)} angles for the ${seqLen ** 2} scores of ${seqLen} tokens; use at least ${needed} layers`,
      { nLayers: given, nQubits, seqLen },
    );
  return given;
}

function build(config: AttentionConfig): Transport {
  checkedConfig(doublyStochastic.name, config, doublyStochastic.options, doublyStochastic.refused);
  const { seqLen = DEFAULT_LENGTH, entangled = true } = config;
  if (seqLen > LONGEST)
    throw new ShapeError(`doubly-stochastic: seqLen is ${seqLen} and every score takes an angle of its own; use at most ${LONGEST}`, {
      seqLen,
    });
  const dataQubits = Math.max(2, Math.ceil(Math.log2(seqLen)));
  const nQubits = config.nQubits ?? dataQubits;
  if (nQubits < dataQubits)
    throw new ShapeError(`doubly-stochastic: ${seqLen} tokens take ${dataQubits} qubits and nQubits is ${nQubits}; use more or null`, {
      seqLen,
      nQubits,
    });
  const nLayers = layersFor(nQubits, seqLen, config.nLayers);
  return { ansatz: transportAnsatz(nQubits, nLayers, entangled), seqLen, dataQubits, nQubits, nLayers };
}

/**
 * Doubly stochastic attention: a = U ⊙ Ū of a circuit whose angles are φ_k = θ_k·s_k, s the scores β·q_i·k_j one after another, in place
 * of the softmax, so that rows and columns of a sum to 1. (QDSFormer, Born et al. 2504.16275; QontOT, Mariella et al. 2402.14991)
 *
 * U acts on the next power of two ≥ seqLen; qubits beyond are auxiliary, start in every state alike and are traced out
 * (angles that touch them alone are dead). Bell pairs give
 * all of U in one circuit a sequence and head. A layer of the source's "parted" ansatz is two of `nLayers`; the gates of a block are this library's, their
 * number the source's (`transportAnsatz`). Where tokens are masked, seqLen is no power of two, a sequence is shorter, or shots are
 * finite, the rows over the real tokens are divided by their sums, so that columns sum to 1 only nearly. Weights `q_proj`, `k_proj`,
 * `transport_params` θ of every head, U(−1, 1), `beta` where trained, `v_proj`, `out_proj`.
 *
 * @throws ArgumentError for an unknown option or causal attention; ShapeError for a sequence longer than seqLen, or too few layers or qubits
 */
class DoublyStochasticAttention extends ScoreAttention {
  private readonly maps: readonly [LinearMap, LinearMap];
  private readonly theta: tf.Variable;
  private readonly beta: number | tf.Variable;
  private readonly transport: Transport;
  private readonly compiled: CompiledCircuit;

  constructor(config: AttentionConfig) {
    const transport = build(config);
    const { embedDim, nHeads = 1 } = config;
    super(doublyStochastic, config, { nQubits: transport.nQubits, nLayers: transport.nLayers, beta: 1 / Math.sqrt(embedDim / nHeads) });
    this.transport = transport;
    this.maps = [this.addInputMap("q_proj"), this.addInputMap("k_proj")];
    const [name, count] = ["transport_params", nHeads * transport.ansatz.nParams];
    this.theta = this.weights.add(name, [count], uniformValues(this.weights.random(name), count, 1), { group: "quantum" });
    this.beta = this.addBeta();
    this.addValueMaps();
    this.compiled = getEngine(this.engine).compile(transportCircuit(transport.ansatz));
  }

  /** Angles that reach traced-out qubits alone. */
  override deadParameters(): readonly string[] {
    const { ansatz, dataQubits, nQubits } = this.transport;
    if (nQubits === dataQubits) return [];
    const dead = deadTransportAngles(ansatz, dataQubits);
    const { nHeads = 1 } = this.config;
    return Array.from({ length: nHeads }, (_, h) => dead.map((k) => `transport_params[${h * ansatz.nParams + k}]`)).flat();
  }

  protected override weightsOf(x: tf.Tensor3D, keys: Attendable, purpose: Purpose): tf.Tensor4D {
    const { nHeads: H = 1, shots = null, seed = 0 } = this.config;
    const { seqLen, dataQubits } = this.transport;
    const { B, T, mask } = keys;
    if (T > seqLen)
      throw new ShapeError(`doubly-stochastic: a sequence of ${T} tokens and a matrix for ${seqLen}; set seqLen to the longest`, {
        seqLen,
        T,
      });
    const [q, k] = this.maps.map((map) => project(x, map));
    const scores = stateGram("overlap", q!, k!, false, { ...keys, H });
    const [scaled, scale] = typeof this.beta === "number" ? [scores, this.beta] : [tf.mul<tf.Tensor4D>(scores, this.beta), 1];
    const angles = injectedAngles(scaled, this.theta, seqLen, keys, scale);
    const circuits = B * H;
    this.ledger.add(purpose, { circuits, settings: circuits, shots: circuits * (shots ?? 0) });
    if (purpose === "forward") this.ledger.add("gradient", { circuits, settings: circuits, shots: 0 });
    const random = new Random(
      shots === null ? 0 : shotSeed(seed, "transport", { batchSize: 1, perRow: copyFloats(angles), shared: new Float32Array(0) }),
    );
    const matrix = transportMatrix(this.compiled, angles, { dataQubits, T, nHeads: H, shots, random });
    return mask === null && T === 2 ** dataQubits && shots === null ? matrix : rowNormalised(matrix, keys);
  }
}

/** Registry row of `DoublyStochasticAttention`. */
export const doublyStochastic: Mechanism = {
  name: "doubly-stochastic",
  kind: "score",
  source: "QDSFormer, Born et al. 2025, arXiv:2504.16275; circuit QontOT, Mariella et al. 2024, arXiv:2402.14991",
  parameterFormula: "H·(3n + 4(n−1)L) + 4D² + 4D, + 1 with trainableBeta",
  options: [
    OPTION.nHeads,
    { ...OPTION.nQubits, description: "qubits of U, those beyond log₂ seqLen auxiliary, null = none of these" },
    {
      ...OPTION.nLayers,
      default: null,
      description: "checkerboards of blocks (the gates of a block are ours), null = as few as take every score",
    },
    {
      name: "seqLen",
      values: `1 to ${LONGEST}`,
      default: DEFAULT_LENGTH,
      description: "longest sequence, padded to a power of two from 4 on",
    },
    OPTION.entangled,
    { ...OPTION.beta, default: null, description: "factor of the scores, null = 1/√(D/H)" },
    OPTION.trainableBeta,
    OPTION.aggregation,
    OPTION.shots,
    OPTION.seed,
    OPTION.engine,
  ],
  refused: { causal: "the only doubly stochastic matrix without weights above its diagonal is the identity" },
  parameters: (config) => {
    const { embedDim: D, nHeads: H = 1, trainableBeta = false } = config;
    const { nQubits, nLayers } = build(config);
    return H * transportAngles(nQubits, nLayers) + 4 * D * D + 4 * D + (trainableBeta ? 1 : 0);
  },
  circuit: (config) => transportCircuit(build(config).ansatz),
  create: (config) => new DoublyStochasticAttention(config),
};
