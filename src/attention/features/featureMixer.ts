import * as tf from "@tensorflow/tfjs";
import { ShapeError } from "../../core/errors";
import { linear } from "../../layers/operations/linear";
import { reshape } from "../../layers/operations/reshape";
import type { Attendable } from "../attendable";
import { MixerAttention } from "../mixers/mixerAttention";
import type { AttentionConfig, Mechanism } from "../mechanism";
import { tokenCoefficients } from "../operations/sumCoefficients";
import { toEveryToken } from "../operations/toEveryToken";
import { project, type LinearMap } from "../scoreAttention";
import { DEFAULT_LENGTH, type FeatureKind } from "./featureAttention";
import { addFeatureMap, drawFourier, fourierCount, mapParameters, type FeatureMap } from "./featureMap";
import type { MixerShape } from "./mixerShape";

/** Parameters of `FeatureMixer`. */
export function featureMixerParameters(config: AttentionConfig, { angles, outputs, spectrum }: MixerShape, kind: FeatureKind): number {
  const { embedDim: D, seqLen = DEFAULT_LENGTH } = config;
  const nFeatures = kind === "tanh" ? null : fourierCount(spectrum, outputs);
  return (D + 1) * angles + seqLen + mapParameters(angles, outputs, nFeatures) + (outputs + 1) * D + (D + 1) * D;
}

/**
 * A classical map in the place of a circuit that makes one state of a sequence: r = Σ_j w_j·f(a_j) of the tokens' angles a_j, with f as
 * many outputs as are read from the state and real w of Σ|w_j| = 1, then the mechanism's own hidden layer and output.
 *
 * f is tanh(Wa + b), so that r lies in [−1, 1] as expectation values do, or W·φ(a) with random Fourier features of the circuit's spectrum.
 * Weights `token_angles`, `mixing_coefficients`, `readout`, `hidden`, `out_proj`.
 *
 * @throws ShapeError for a sequence longer than seqLen
 */
export class FeatureMixer extends MixerAttention {
  private readonly tokenAngles: LinearMap;
  private readonly mixing: tf.Variable;
  private readonly readout: FeatureMap;
  private readonly hidden: LinearMap;
  private readonly output: LinearMap;

  constructor(row: Mechanism, config: AttentionConfig, shape: MixerShape, kind: FeatureKind) {
    super(row, config);
    const { embedDim, seqLen = DEFAULT_LENGTH } = this.config;
    const { angles, outputs, spectrum } = shape;
    const map = (name: string, inputs: number, units: number): LinearMap =>
      this.weights.addLinear(name, inputs, units, Math.sqrt(6 / (inputs + units)));
    this.tokenAngles = map("token_angles", embedDim, angles);
    const random = this.weights.random("mixing_coefficients");
    const values = Float32Array.from({ length: seqLen }, () => random.uniform());
    this.mixing = this.weights.add("mixing_coefficients", [seqLen], values);
    const draw = kind === "tanh" ? null : drawFourier(this.weights, spectrum, outputs);
    this.readout = addFeatureMap(this.weights, "readout", angles, outputs, draw);
    this.hidden = map("hidden", outputs, embedDim);
    this.output = map("out_proj", embedDim, embedDim);
  }

  protected override mixed(x: tf.Tensor3D, keys: Attendable): tf.Tensor3D {
    const seqLen = this.mixing.size;
    const { B, T } = keys;
    if (T > seqLen)
      throw new ShapeError(`${this.mechanism.name}: a sequence of ${T} tokens and coefficients for ${seqLen}; set seqLen to the longest`, {
        seqLen,
        T,
      });
    const angles = project(x, this.tokenAngles);
    const features = reshape(this.readout(reshape(angles, [B * T, -1])), [B, T, -1]);
    const coefficients = tf.stack([this.mixing, tf.zerosLike(this.mixing)], 1);
    const shares = tf.slice(tokenCoefficients(this.mechanism.name, coefficients, keys), [0, 0, 0], [B, T, 1]);
    const read = tf.sum(tf.mul(features, shares), 1);
    const { weight, bias } = this.hidden;
    return toEveryToken(project(linear(read, weight, bias, "relu"), this.output) as tf.Tensor2D, keys);
  }
}
