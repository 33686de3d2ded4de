import * as tf from "@tensorflow/tfjs";
import { ShapeError } from "../../core/errors";
import { uniformValues } from "../../layers/initialValues";
import { sinusoidalTable } from "../../layers/classical/sinusoidalPositions";
import { add } from "../../layers/operations/add";
import { reshape } from "../../layers/operations/reshape";
import type { Purpose } from "../../gradient/ledger";
import type { Attendable } from "../attendable";
import type { AttentionConfig, Mechanism } from "../mechanism";
import { gaussianScores } from "../operations/gaussianScores";
import { positionedRows } from "../operations/positionedRows";
import { rowNormalised } from "../operations/rowNormalised";
import { scoreSoftmax } from "../operations/scoreSoftmax";
import { stateGram } from "../operations/stateGram";
import { project, ScoreAttention, type LinearMap } from "../scoreAttention";
import { addFeatureMap, drawFourier, fourierCount, mapParameters, type FeatureMap, type FourierDraw } from "./featureMap";
import type { FeatureShape } from "./featureShape";

/** Positions that have angles where nothing is said. */
export const DEFAULT_LENGTH = 64;

/** What stands for a circuit: tanh(Wx + b), or W·φ(x) with random Fourier features φ. */
export type FeatureKind = "tanh" | "fourier";

type NamedMap = readonly [name: string, units: number];

/** The maps that stand for circuits, with their numbers of outputs. */
function mapsOf({ embedDim }: AttentionConfig, { outputs, values, parts }: FeatureShape): NamedMap[] {
  const width = embedDim / parts;
  const ofValues = { linear: [], mapped: ["value"], twice: ["value", "combine_heads"] }[values];
  return [...["query", "key"].map((name) => [name, outputs] as const), ...ofValues.map((name) => [name, width] as const)];
}

/** As many Fourier features as the widest of the maps has outputs. */
const widest = (maps: readonly NamedMap[]): number => Math.max(...maps.map(([, units]) => units));

/** Parameters of `FeatureAttention`. */
export function featureParameters(config: AttentionConfig, shape: FeatureShape, kind: FeatureKind): number {
  const { embedDim: D, nHeads: H = 1, seqLen = DEFAULT_LENGTH, trainableBeta = false } = config;
  const { positions, inputs, values, spectrum } = shape;
  const maps = mapsOf(config, shape);
  const nFeatures = kind === "tanh" ? null : fourierCount(spectrum!, widest(maps));
  const angles = positions.kind === "trained" ? (D + 1) * H * positions.count + seqLen * positions.count : 0;
  const inMaps = maps.reduce((sum, [, units]) => sum + mapParameters(inputs, units, nFeatures), 0);
  return angles + inMaps + (values === "linear" ? 2 * D * D + 2 * D : 0) + (trainableBeta ? 1 : 0);
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
 * @throws ShapeError for a sequence longer than seqLen
 */
export class FeatureAttention extends ScoreAttention {
  private readonly shape: FeatureShape;
  private readonly draw: FourierDraw | null;
  private readonly tokenAngles: LinearMap | null = null;
  private readonly positionAngles: tf.Variable | null = null;
  private fixedAngles: Float32Array = new Float32Array(0);
  private readonly maps = new Map<string, FeatureMap>();
  private readonly beta: number | tf.Variable;

  constructor(row: Mechanism, config: AttentionConfig, shape: FeatureShape, kind: FeatureKind) {
    super(row, config, { beta: shape.beta });
    this.shape = shape;
    const { embedDim, nHeads = 1, seqLen = DEFAULT_LENGTH } = this.config;
    const { inputs, positions, spectrum } = shape;
    if (positions.kind === "trained") {
      this.tokenAngles = this.weights.addLinear("token_angles", embedDim, nHeads * positions.count, Math.sqrt(6 / (4 * embedDim)));
      const places = uniformValues(this.weights.random("position_angles"), seqLen * positions.count, Math.PI);
      this.positionAngles = this.weights.add("position_angles", [seqLen, positions.count], places);
    }
    const maps = mapsOf(config, shape);
    this.draw = kind === "tanh" ? null : drawFourier(this.weights, spectrum!, widest(maps));
    for (const [name, units] of maps) this.maps.set(name, addFeatureMap(this.weights, name, inputs, units, this.draw));
    this.beta = this.addBeta();
    if (shape.values === "linear") this.addValueMaps();
  }

  protected override weightsOf(x: tf.Tensor3D, keys: Attendable): tf.Tensor4D {
    const { nHeads: H = 1 } = this.config;
    const { score, outputs, parts, scoreScale } = this.shape;
    const rows = this.rowsOf(x, keys.T);
    const [q, k] = ["query", "key"].map((name) => this.mapped(name, rows));
    if (score === "gaussian") return scoreSoftmax(gaussianScores(q!, k!, { ...keys, H }), this.beta, keys);
    const gram = stateGram("overlap", q!, k!, false, { ...keys, H });
    if (score === "dot") return scoreSoftmax(gram, this.beta, keys);
    const S = (parts * outputs) / H;
    if (score === "trace") return rowNormalised(tf.mul(0.5, tf.add(1, tf.div(gram, S))), keys);
    return scoreSoftmax(gram, this.beta, keys, (score === "fidelity" ? 0.5 : 1) * (scoreScale / S));
  }

  protected override output(x: tf.Tensor3D, weights: tf.Tensor4D, purpose: Purpose): tf.Tensor3D {
    const { values, valueScale, residual, parts } = this.shape;
    if (values === "linear") return super.output(x, weights, purpose);
    const mapped = this.mapped("value", this.rowsOf(x, weights.shape[3]));
    const summed = this.summed(weights, reshape(mapped, x.shape), purpose);
    const scaled = valueScale === 1 ? summed : tf.mul(summed, valueScale);
    if (values === "mapped") return (residual ? add(x, scaled) : scaled) as tf.Tensor3D;
    return reshape(this.mapped("combine_heads", reshape(summed, [-1, this.config.embedDim / parts])), x.shape);
  }

  /** The last map reads the sums of values through few frequencies: those of a component that none of them has change nothing. */
  override deadParameters(): readonly string[] {
    if (this.draw === null || this.shape.values !== "twice") return [];
    const { frequencies, count } = this.draw;
    const { inputs } = this.shape;
    const unread = Array.from({ length: inputs }, (_, c) => c).filter((c) =>
      frequencies.every((omega, at) => at % inputs !== c || omega === 0),
    );
    return unread.flatMap((c) => Array.from({ length: count }, (_, f) => `value.weight[${f}, ${c}]`));
  }

  /** What the circuit of every part of every token takes, [B·T·parts, inputs]. */
  private rowsOf(x: tf.Tensor3D, T: number): tf.Tensor2D {
    const { kind, count } = this.shape.positions;
    const { parts } = this.shape;
    if (kind === "none") return reshape(x, [-1, this.shape.inputs]);
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

  private mapped(name: string, rows: tf.Tensor2D): tf.Tensor2D {
    return this.maps.get(name)!(rows);
  }
}
