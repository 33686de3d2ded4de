import * as tf from "@tensorflow/tfjs";
import { checkOneOf } from "../../core/check";
import { ArgumentError, ShapeError } from "../../core/errors";
import { uniformValues } from "../../layers/initialValues";
import { sinusoidalTable } from "../../layers/classical/sinusoidalPositions";
import { add } from "../../layers/operations/add";
import { linear } from "../../layers/operations/linear";
import type { Purpose } from "../../gradient/ledger";
import type { Attendable } from "../attendable";
import type { AttentionConfig, Mechanism } from "../mechanism";
import { checkedConfig, OPTION } from "../mechanismOptions";
import { fourierFeatures } from "../operations/fourierFeatures";
import { gaussianScores } from "../operations/gaussianScores";
import { positionedRows } from "../operations/positionedRows";
import { rowNormalised } from "../operations/rowNormalised";
import { scoreSoftmax } from "../operations/scoreSoftmax";
import { stateGram } from "../operations/stateGram";
import { project, ScoreAttention, type LinearMap } from "../scoreAttention";
import { featureShape, replaceableMechanisms, type FeatureShape } from "./featureShape";
import { fourierFrequencies } from "./fourierFrequencies";

const DEFAULT_LENGTH = 64;
const DEFAULT_REPLACED = "qksan";

/** The maps that stand for circuits, with their numbers of outputs. */
function mapsOf({ embedDim }: AttentionConfig, { outputs, values, parts }: FeatureShape): (readonly [name: string, units: number])[] {
  const width = embedDim / parts;
  const ofValues = { linear: [], mapped: ["value"], twice: ["value", "combine_heads"] }[values];
  return [...["query", "key"].map((name) => [name, outputs] as const), ...ofValues.map((name) => [name, width] as const)];
}

/** Fourier features, as many as the widest of the maps has outputs, where the spectrum has as many. */
function featureCount(config: AttentionConfig, shape: FeatureShape): number {
  const all = shape.spectrum!.reduce((product, { length }) => product * (2 * length + 1), 1) - 1;
  return Math.min(all, Math.max(...mapsOf(config, shape).map(([, units]) => units)));
}

function build(row: Mechanism, config: AttentionConfig): FeatureShape {
  checkedConfig(row.name, config, row.options);
  const { replaces = DEFAULT_REPLACED, ...own } = config;
  checkOneOf(row.name, "replaces", replaces, replaceableMechanisms);
  const shape = featureShape(replaces, own)!;
  if (row === randomFourier && shape.spectrum === null)
    throw new ArgumentError(`${row.name}: no data enters the circuit of ${replaces} as angles, it has no spectrum; replace another`, {
      replaces,
    });
  return shape;
}

function countParameters(row: Mechanism, config: AttentionConfig): number {
  const shape = build(row, config);
  const { embedDim: D, nHeads: H = 1, seqLen = DEFAULT_LENGTH, trainableBeta = false } = config;
  const { positions, inputs, values } = shape;
  const isFourier = row === randomFourier;
  const map = (units: number): number => (isFourier ? featureCount(config, shape) * units : (inputs + 1) * units);
  const angles = positions.kind === "trained" ? (D + 1) * H * positions.count + seqLen * positions.count : 0;
  const maps = mapsOf(config, shape).reduce((sum, [, units]) => sum + map(units), 0);
  return angles + maps + (values === "linear" ? 2 * D * D + 2 * D : 0) + (trainableBeta ? 1 : 0);
}

/**
 * A classical map in the place of a mechanism's circuit, everything around it unchanged: what the circuit itself adds is the difference.
 *
 * `bottleneck`: tanh(Wx + b), with as many inputs and outputs as the circuit that `replaces` names, outputs in [−1, 1] as expectation
 * values are; a score of two states becomes the normalised overlap q·k/S of S such outputs, or ½(1 + q·k/S), in the range of
 * Re⟨q|k⟩ or of |⟨q|k⟩|². `random-fourier`: W·φ(x), φ the features cos(ω·x), sin(ω·x) with frequencies drawn by the seed from the
 * circuit's own spectrum, as many features as the circuit has outputs; W is trained, ω is not. (Landman et al. 2210.13200)
 *
 * Weights: `token_angles`, `position_angles` where the mechanism has them; `query`, `key`, `value`, `combine_heads` in the place of
 * circuits; `beta`, `v_proj`, `out_proj` where the mechanism has them. No circuits, no shots.
 *
 * @throws ArgumentError for an unknown option or mechanism; ShapeError as the mechanism, and for a sequence longer than seqLen
 */
class FeatureAttention extends ScoreAttention {
  private readonly shape: FeatureShape;
  private readonly frequencies: Float32Array | null;
  private readonly tokenAngles: LinearMap | null = null;
  private readonly positionAngles: tf.Variable | null = null;
  private fixedAngles: Float32Array = new Float32Array(0);
  private readonly maps = new Map<string, { readonly weight: tf.Variable; readonly bias: tf.Variable | null }>();
  private readonly beta: number | tf.Variable;

  constructor(row: Mechanism, config: AttentionConfig) {
    const shape = build(row, config);
    super(row, config);
    this.shape = shape;
    const { embedDim, nHeads = 1, seqLen = DEFAULT_LENGTH } = this.config;
    const { inputs, positions, spectrum } = shape;
    if (positions.kind === "trained") {
      this.tokenAngles = this.weights.addLinear("token_angles", embedDim, nHeads * positions.count, Math.sqrt(6 / (4 * embedDim)));
      const places = uniformValues(this.weights.random("position_angles"), seqLen * positions.count, Math.PI);
      this.positionAngles = this.weights.add("position_angles", [seqLen, positions.count], places);
    }
    const nFeatures = row === randomFourier ? featureCount(config, shape) : 0;
    const drawn = nFeatures === 0 ? null : fourierFrequencies(spectrum!, Math.ceil(nFeatures / 2), this.weights.random("frequencies"));
    this.frequencies = drawn && Float32Array.from(drawn.flat());
    for (const [name, units] of mapsOf(config, shape)) this.maps.set(name, this.addMap(name, inputs, units, nFeatures));
    this.beta = this.addBeta();
    if (shape.values === "linear") this.addValueMaps();
  }

  protected override weightsOf(x: tf.Tensor3D, keys: Attendable): tf.Tensor4D {
    const { nHeads: H = 1 } = this.config;
    const { score, outputs, parts, scoreScale } = this.shape;
    const rows = this.rowsOf(x, keys.T);
    const [q, k] = ["query", "key"].map((name) => this.mapped(name, rows));
    if (score === "gaussian") return scoreSoftmax(gaussianScores(q!, k!, { ...keys, H }), 1, keys);
    const gram = stateGram("overlap", q!, k!, false, { ...keys, H });
    if (score === "dot") return scoreSoftmax(gram, this.beta, keys, scoreScale);
    const S = (parts * outputs) / H;
    if (score === "trace") return rowNormalised(tf.mul(0.5, tf.add(1, tf.div(gram, S))), keys);
    return scoreSoftmax(gram, this.beta, keys, (score === "fidelity" ? 0.5 : 1) * (scoreScale / S));
  }

  protected override output(x: tf.Tensor3D, weights: tf.Tensor4D, purpose: Purpose): tf.Tensor3D {
    const { values, valueScale, residual, parts } = this.shape;
    if (values === "linear") return super.output(x, weights, purpose);
    const mapped = this.mapped("value", this.rowsOf(x, weights.shape[3]));
    const summed = this.summed(weights, tf.reshape(mapped, x.shape), purpose);
    const scaled = valueScale === 1 ? summed : tf.mul(summed, valueScale);
    if (values === "mapped") return (residual ? add(x, scaled) : scaled) as tf.Tensor3D;
    return tf.reshape(this.mapped("combine_heads", tf.reshape(summed, [-1, this.config.embedDim / parts])), x.shape);
  }

  /** The last map reads the sums of values through few frequencies: those of a component that none of them has change nothing. */
  override deadParameters(): readonly string[] {
    if (this.frequencies === null || this.shape.values !== "twice") return [];
    const { inputs } = this.shape;
    const unread = Array.from({ length: inputs }, (_, c) => c).filter((c) =>
      this.frequencies!.every((omega, at) => at % inputs !== c || omega === 0),
    );
    const nFeatures = this.maps.get("value")!.weight.shape[0];
    return unread.flatMap((c) => Array.from({ length: nFeatures }, (_, f) => `value.weight[${f}, ${c}]`));
  }

  private addMap(name: string, inputs: number, units: number, nFeatures: number) {
    if (nFeatures === 0) return this.weights.addLinear(name, inputs, units, 1 / Math.sqrt(inputs));
    const values = uniformValues(this.weights.random(`${name}.weight`), nFeatures * units, 1 / Math.sqrt(nFeatures));
    return { weight: this.weights.add(`${name}.weight`, [nFeatures, units], values, { transposed: true }), bias: null };
  }

  /** What the circuit of every part of every token takes, [B·T·parts, inputs]. */
  private rowsOf(x: tf.Tensor3D, T: number): tf.Tensor2D {
    const { kind, count } = this.shape.positions;
    const { parts } = this.shape;
    if (kind === "none") return tf.reshape(x, [-1, this.shape.inputs]);
    if (kind === "trained") {
      const { seqLen = DEFAULT_LENGTH } = this.config;
      if (T > seqLen)
        throw new ShapeError(
          `${this.mechanism.name}: a sequence of ${T} tokens and angles for ${seqLen} positions; set seqLen to the longest`,
          {
            seqLen,
            T,
          },
        );
      return positionedRows(project(x, this.tokenAngles!), this.positionAngles!, count, parts);
    }
    if (this.fixedAngles.length < T * count) this.fixedAngles = sinusoidalTable(T, count);
    return positionedRows(x, this.fixedAngles, count, parts);
  }

  private mapped(name: string, rows: tf.Tensor2D): tf.Tensor {
    const { weight, bias } = this.maps.get(name)!;
    if (this.frequencies === null) return linear(rows, weight, bias, "tanh");
    return linear(fourierFeatures(rows, this.frequencies, weight.shape[0]), weight, null);
  }
}

const OPTIONS: Mechanism["options"] = [
  {
    name: "replaces",
    values: replaceableMechanisms.join(" | "),
    default: DEFAULT_REPLACED,
    description: "mechanism whose circuit it stands for",
  },
  OPTION.nHeads,
  { ...OPTION.nQubits, description: "as of that mechanism, as are nLayers, seqLen, variant and residual" },
  { ...OPTION.nLayers, default: null },
  { name: "seqLen", values: "integer ≥ 1", default: DEFAULT_LENGTH, description: "positions that have angles" },
  { name: "variant", values: "of that mechanism", default: null, description: "which form of it" },
  { name: "residual", values: "true | false", default: null, description: "whether x is added, null = as that mechanism does" },
  OPTION.causal,
  OPTION.beta,
  OPTION.trainableBeta,
  OPTION.seed,
];

/** Registry row of `FeatureAttention` with tanh features. */
export const bottleneck: Mechanism = {
  name: "bottleneck",
  kind: "score",
  source: "control: a classical map with the outputs and the range of a circuit",
  parameterFormula: "that of the mechanism it replaces, each circuit of i inputs and m outputs counted as (i+1)m",
  options: OPTIONS,
  parameters: (config) => countParameters(bottleneck, config),
  circuit: () => null,
  create: (config) => new FeatureAttention(bottleneck, config),
};

/** Registry row of `FeatureAttention` with random Fourier features. */
export const randomFourier: Mechanism = {
  name: "random-fourier",
  kind: "score",
  source: "control: random Fourier features of a circuit's spectrum, Landman et al. 2022, arXiv:2210.13200",
  parameterFormula: "that of the mechanism it replaces, each circuit of m outputs counted as Mm, M the largest of its m",
  options: OPTIONS,
  parameters: (config) => countParameters(randomFourier, config),
  circuit: () => null,
  create: (config) => new FeatureAttention(randomFourier, config),
};
