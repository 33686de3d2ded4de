import * as tf from "@tensorflow/tfjs";
import { checkInteger, checkOneOf } from "../../core/check";
import { ArgumentError, ShapeError } from "../../core/errors";
import { allZ } from "../../circuit/observable";
import type { Rotation } from "../../ansatz/hardwareEfficient";
import { uniformValues } from "../initialValues";
import { KernelLayer, lastAxis, onlyInput, weightRandom, type LayerArgs } from "../kernelLayer";
import { linear } from "../operations/linear";
import { reshape } from "../operations/reshape";
import { checkWeights } from "./checkWeights";
import { circuitExpval } from "./circuitOperation";
import { CircuitRunner } from "./circuitRunner";
import { initialAngles } from "./initialAngles";
import { quantumLayerSettings, type QuantumLayerOptions, type QuantumLayerSettings } from "./quantumLayerOptions";
import { angleNames, rotationLayers } from "./rotationLayers";

/** What an angle-encoded layer is made from; plain JSON. */
export interface AngleEncodedQuantumLayerArgs extends QuantumLayerOptions, LayerArgs {
  /** Qubits n, which is the width of the input: component i turns qubit i. */
  readonly nQubits: number;
  /** Width of the output. */
  readonly units: number;
  /** The gate whose angle the data is; default "RX". */
  readonly encoding?: Rotation;
  /** Encode again before every layer (more frequencies, Pérez-Salinas et al. 1907.02085); default false. */
  readonly reupload?: boolean;
}

/**
 * A classical vector as the angles of a circuit that has weights of its own: y = tanh(W·⟨Z⟩(x, θ) + b).
 *
 * Component x_i (radians) turns qubit i by `encoding`, then come `nLayers` layers of rotations θ with CNOTs between them. Input
 * [..., n], output [..., units]. Weights: `quantum_params` [P] (quantum, shared by all rows, layer-major, then qubit, then
 * rotation), `post_process.weight` [n, units], `post_process.bias` [units]. Gradients go to the weights and to the input; with shots
 * each batch draws by all its angles.
 *
 * @throws ArgumentError for an unknown option or a value out of range; ShapeError for an input of another width; DiffMethodError
 * for adjoint with shots; NonFiniteError for NaN in the data
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * await ready();
 * const layer = new AngleEncodedQuantumLayer({ nQubits: 3, units: 2, reupload: true });
 * const y = layer.apply(tf.zeros([5, 3])) as tf.Tensor; // [5, 2]
 * ```
 */
export class AngleEncodedQuantumLayer extends KernelLayer {
  static readonly className = "AngleEncodedQuantumLayer";
  readonly units: number;
  readonly encoding: Rotation;
  readonly reupload: boolean;
  readonly settings: QuantumLayerSettings;
  readonly runner: CircuitRunner;
  private angles!: tf.Variable;
  private weight!: tf.Variable;
  private bias!: tf.Variable;

  constructor(args: AngleEncodedQuantumLayerArgs) {
    super(args);
    const where = this.getClassName();
    checkInteger(where, "nQubits", args.nQubits, 1);
    checkInteger(where, "units", args.units, 1);
    const { encoding = "RX", reupload = false } = args;
    const gate = String(encoding).toUpperCase();
    checkOneOf(where, "encoding", gate, ["RX", "RY", "RZ"]);
    if (typeof reupload !== "boolean") throw new ArgumentError(`${where}: reupload must be true or false, got ${String(reupload)}`);
    this.units = args.units;
    this.encoding = gate;
    this.reupload = reupload;
    this.settings = quantumLayerSettings(where, args, ["units", "encoding", "reupload"], args.nQubits);
    const circuit = rotationLayers(this.settings, { gate, reupload });
    this.runner = new CircuitRunner(circuit, allZ(args.nQubits), this.settings, angleNames(this.settings));
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const { nQubits, seed, initialiser } = this.settings;
    const width = lastAxis(this.getClassName(), inputShape);
    if (width !== nQubits)
      throw new ShapeError(`${this.getClassName()}: the input is ${width} wide, the circuit has ${nQubits} qubits; make them equal`, {
        width,
        nQubits,
      });
    const nAngles = this.runner.compiled.shared.length;
    const bound = 1 / Math.sqrt(nQubits);
    const weight = uniformValues(weightRandom(seed, "post_process.weight"), nQubits * this.units, bound);
    const bias = uniformValues(weightRandom(seed, "post_process.bias"), this.units, bound);
    const angles = initialAngles(initialiser, nAngles, weightRandom(seed, "quantum_params"));
    this.angles = this.addNamedWeight("quantum_params", [nAngles], angles, { group: "quantum" });
    this.weight = this.addNamedWeight("post_process.weight", [nQubits, this.units], weight, { transposed: true });
    this.bias = this.addNamedWeight("post_process.bias", [this.units], bias);
    this.built = true;
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return [...inputShape.slice(0, -1), this.units];
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { readonly training?: boolean } = {}): tf.Tensor {
    return tf.tidy(() => {
      const x = onlyInput(inputs);
      const rows = x.rank === 2 ? (x as tf.Tensor2D) : reshape(x, [-1, this.settings.nQubits]);
      const purpose = kwargs.training === false ? "evaluation" : "forward";
      const features = circuitExpval(this.runner, rows as tf.Tensor2D, this.angles as tf.Tensor as tf.Tensor1D, purpose);
      const output = linear(features, this.weight, this.bias, this.settings.tanh ? "tanh" : "none");
      return x.rank === 2 ? output : reshape(output, this.computeOutputShape(x.shape) as number[]);
    });
  }

  override setWeights(weights: tf.Tensor[]): void {
    checkWeights(this.getClassName(), this.namedWeights(), weights);
    super.setWeights(weights);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { units, encoding, reupload, settings } = this;
    return { ...super.getConfig(), units, encoding, reupload, ...settings, rotations: [...settings.rotations] };
  }
}
tf.serialization.registerClass(AngleEncodedQuantumLayer);
