import * as tf from "@tensorflow/tfjs";
import { checkInteger } from "../../core/check";
import { allZ } from "../../circuit/observable";
import type { Purpose } from "../../gradient/ledger";
import type { FloatArray, ParamBatch } from "../../simulator/engine";
import { uniformValues } from "../initialValues";
import { KernelLayer, onlyInput, weightRandom, type LayerArgs } from "../kernelLayer";
import { differentiable } from "../operations/differentiable";
import { activeKernels } from "../operations/kernels/activeKernels";
import { compute, type TensorValues } from "../operations/tensorMemory";
import { checkWeights } from "./checkWeights";
import { CircuitRunner } from "./circuitRunner";
import { initialAngles } from "./initialAngles";
import { quantumLayerSettings, type QuantumLayerOptions, type QuantumLayerSettings } from "./quantumLayerOptions";
import { rotationLayers } from "./rotationLayers";
import { gradientsIn, passSize, runOfIn, runsIn, runsSize, valuesIn, type PassShape, type TokenRuns } from "./runMemory";
import { mostRuns, planRuns, scatterRuns, spreadRuns, sumByRun, type RunPlan } from "./tokenRuns";

const NO_SHARED = new Float32Array(0);

const paramBatch = (runs: TokenRuns): ParamBatch => ({ batchSize: runs.tokens.length, perRow: runs.angles, shared: NO_SHARED });

/** What a quantum embedding is made from; plain JSON. */
export interface QuantumEmbeddingArgs extends QuantumLayerOptions, LayerArgs {
  /** Number of token ids V; ids run from 0 to V − 1. */
  readonly vocabSize: number;
  /** Width D of the output. */
  readonly embedDim: number;
}

/**
 * Token ids to vectors through one circuit run a token position: e = tanh(W·⟨Z⟩(θ_token) + b).
 *
 * Every token has its own angles θ, [V, P] layer-major, then qubit, then rotation: `nLayers` layers of RY and RZ on every qubit with
 * CNOTs between the layers, read out as ⟨Z_i⟩ of every qubit. Input: token ids [B, T]; output [B, T, D]. Weights: `quantum_params`
 * [V, P] (quantum), `post_process.weight` [n, D] and `post_process.bias` [D] (classical). The noise of finite shots is a
 * function of seed, token and angles: equal tokens of a batch share it, and `OptimizedQuantumEmbedding` gives the same numbers.
 * `runner.ledger` counts what was run.
 *
 * @throws ArgumentError for an unknown option, a value out of range or a token id outside the vocabulary; DiffMethodError for
 * adjoint with shots; CapacityError for too many qubits; NonFiniteError for NaN angles
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * await ready();
 * const layer = new QuantumEmbedding({ vocabSize: 20, embedDim: 8, nQubits: 4, nLayers: 2 });
 * const vectors = layer.apply(tf.tensor2d([[1, 2, 2]], [1, 3], "int32")) as tf.Tensor; // [1, 3, 8]
 * console.log(layer.runner.ledger.of("forward").circuits); // 3
 * ```
 */
export class QuantumEmbedding extends KernelLayer {
  static className = "QuantumEmbedding";
  readonly vocabSize: number;
  readonly embedDim: number;
  readonly settings: QuantumLayerSettings;
  readonly runner: CircuitRunner;
  /** How often each token id was seen in training passes, [V]. */
  readonly tokenCounts: Float64Array;
  protected readonly plan: RunPlan = "by-position";
  private angles!: tf.Variable;
  private weight!: tf.Variable;
  private bias!: tf.Variable;

  constructor(args: QuantumEmbeddingArgs) {
    super({ inputDType: "int32", ...args });
    const where = this.getClassName();
    checkInteger(where, "vocabSize", args.vocabSize, 1);
    checkInteger(where, "embedDim", args.embedDim, 1);
    this.vocabSize = args.vocabSize;
    this.embedDim = args.embedDim;
    this.settings = quantumLayerSettings(where, args, ["vocabSize", "embedDim"], Math.max(1, Math.ceil(Math.log2(args.embedDim))));
    this.runner = new CircuitRunner(rotationLayers(this.settings), allZ(this.settings.nQubits), this.settings);
    this.tokenCounts = new Float64Array(args.vocabSize);
  }

  override build(): void {
    const { nQubits, seed, initialiser } = this.settings;
    const shape = [this.vocabSize, this.runner.circuit.nParams];
    const angles = initialAngles(initialiser, shape[0]! * shape[1]!, weightRandom(seed, "quantum_params"));
    const bound = 1 / Math.sqrt(nQubits);
    const weight = uniformValues(weightRandom(seed, "post_process.weight"), nQubits * this.embedDim, bound);
    const bias = uniformValues(weightRandom(seed, "post_process.bias"), this.embedDim, bound);
    this.angles = this.addNamedWeight("quantum_params", shape, angles, { group: "quantum" });
    this.weight = this.addNamedWeight("post_process.weight", [nQubits, this.embedDim], weight, { transposed: true });
    this.bias = this.addNamedWeight("post_process.bias", [this.embedDim], bias);
    this.built = true;
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return [...inputShape, this.embedDim];
  }

  /** Any rank of ids is right; tfjs would warn about it. */
  protected override warnOnIncompatibleInputShape(): void {
    return;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { readonly training?: boolean } = {}): tf.Tensor {
    return this.vectors(onlyInput(inputs), kwargs.training === false ? "evaluation" : "forward");
  }

  override setWeights(weights: tf.Tensor[]): void {
    checkWeights(this.getClassName(), this.namedWeights(), weights);
    super.setWeights(weights);
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { rotations, ...settings } = this.settings;
    return { ...super.getConfig(), vocabSize: this.vocabSize, embedDim: this.embedDim, ...settings, rotations: [...rotations] };
  }

  /** ⟨Z_i⟩ of the circuits of these runs, [R, n]. */
  protected evaluate(runs: TokenRuns, purpose: Purpose): FloatArray {
    return this.runner.values(paramBatch(runs), purpose, runs.tokens);
  }

  private passShape(N: number): PassShape {
    const { vocabSize, embedDim: D, plan } = this;
    return { N, most: mostRuns(plan, N, vocabSize), P: this.runner.circuit.nParams, n: this.settings.nQubits, D };
  }

  /** The runs that a batch needs, kept in `memory`, with the tokens of a training pass counted. */
  private runsOf(table: TensorValues, ids: TensorValues, shape: PassShape, memory: Float32Array, purpose: Purpose): TokenRuns {
    const runs = planRuns(this.getClassName(), this.plan, [table as Float32Array, ids], shape, memory);
    if (purpose === "forward") for (let i = 0; i < ids.length; i++) this.tokenCounts[ids[i]!]! += 1;
    return runs;
  }

  /** ∂L/∂angles [V, P] from ∂L/∂⟨Z⟩ of every run. */
  private angleGradients(runs: TokenRuns, cotangent: Float32Array, out: Float32Array): void {
    const { perRow } = this.runner.vjp(paramBatch(runs), cotangent, runs.tokens);
    scatterRuns(this.plan, perRow, runs.tokens, this.angles.shape[1]!, out);
  }

  /** Token ids [...] to vectors [..., D] as one tape node: circuits and linear layer work on runs, positions only copy. */
  private vectors(ids: tf.Tensor, purpose: Purpose): tf.Tensor {
    const { angles, weight, bias, embedDim: D } = this;
    const { nQubits: n, tanh } = this.settings;
    const pass = this.passShape(ids.size);
    const kernels = activeKernels();
    return differentiable([angles, weight, bias], (save) => {
      const shapes = [[...ids.shape, D], [passSize(pass)]];
      let R = 0;
      const [value, work] = compute(shapes, [ids, angles, weight, bias], ([out, memory], [positions, table, w, b]) => {
        const runs = this.runsOf(table!, positions!, pass, memory!, purpose);
        R = runs.tokens.length;
        const { z, e } = valuesIn(memory!, pass, R);
        z.set(this.evaluate(runs, purpose));
        kernels.linear(z, w as Float32Array, b as Float32Array, e, { M: R, K: n, N: D });
        if (tanh) kernels.tanh(e, e);
        kernels.embed(e, runs.runOf, out!, R, D);
      });
      save([work!]);
      return { value: value!, gradients: (dy, [saved]) => this.gradients(dy, saved!, pass, R) };
    });
  }

  /** Gradients of angles, weight and bias from that of the vectors and the memory of their pass. */
  private gradients(dy: tf.Tensor, saved: tf.Tensor, pass: PassShape, R: number): tf.Tensor[] {
    const { angles, weight, bias } = this;
    const { n, D } = pass;
    const kernels = activeKernels();
    const [dWeight, dBias] = compute([weight.shape, bias.shape], [dy, weight, saved], ([ofWeight, ofBias], inputs) => {
      const [upstream, w, memory] = inputs as Float32Array[];
      const { z, e } = valuesIn(memory!, pass, R);
      const { dz, de } = gradientsIn(memory!, pass, R);
      kernels.embedGrad(runOfIn(memory!, pass), upstream!, de, D, -1);
      if (this.settings.tanh) kernels.tanhGrad(e, de, de);
      kernels.linearGrad(z, w!, de, dz, ofWeight!, ofBias!, { M: R, K: n, N: D });
    });
    // Looked at anew, since the memory may have grown under that kernel.
    const [dAngles] = compute([angles.shape], [saved], ([ofAngles], [memory]) => {
      const [runs, { dz }] = [runsIn(memory as Float32Array, pass, R), gradientsIn(memory as Float32Array, pass, R)];
      this.angleGradients(runs, dz, ofAngles!);
    });
    return [dAngles!, dWeight!, dBias!];
  }

  /** Token ids [...] to what the circuits give, ⟨Z_i⟩ [..., n], without the linear layer; the caller disposes it. */
  features(ids: tf.Tensor, purpose: Purpose = "evaluation"): tf.Tensor {
    const { angles } = this;
    const pass = this.passShape(ids.size);
    const { n } = pass;
    return differentiable([angles], () => {
      let runs: TokenRuns | null = null;
      const memory = new Float32Array(runsSize(pass));
      const [value] = compute([[...ids.shape, n]], [ids, angles], ([out], [positions, table]) => {
        runs = this.runsOf(table!, positions!, pass, memory, purpose);
        spreadRuns(this.evaluate(runs, purpose), runs.runOf, n, out!);
      });
      return {
        value: value!,
        gradients: (dy) =>
          compute([angles.shape], [dy], ([out], [upstream]) => this.angleGradients(runs!, sumByRun(upstream!, runs!, n), out!)),
      };
    });
  }
}
tf.serialization.registerClass(QuantumEmbedding);
