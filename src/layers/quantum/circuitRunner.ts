import { Random } from "../../core/random";
import type { Circuit } from "../../circuit/circuit";
import type { Observable } from "../../circuit/observable";
import type { DiffMethod } from "../../gradient/diffMethod";
import { expvalWith } from "../../gradient/evaluate";
import { expvalVjpWith, type Differentiator } from "../../gradient/expvalVjp";
import { Ledger, type Purpose } from "../../gradient/ledger";
import type { CompiledCircuit, EngineName, FloatArray, ParamBatch, ParamGradients } from "../../simulator/engine";
import { getEngine } from "../../simulator/engines";
import { shotSeed } from "./shotSeed";

/** How a layer's circuit is run and differentiated. */
export interface RunnerSettings {
  readonly engine: EngineName;
  readonly diffMethod: DiffMethod;
  /** Shots of each executed circuit; `null` = exact. */
  readonly shots: number | null;
  /** Of shots and of SPSA's directions. */
  readonly seed: number;
}

/**
 * One circuit with its readout, run and differentiated over batches as a layer's options ask; everything is counted in `ledger`.
 *
 * Random draws are a function of the seed and of what is run alone: with `labels` (one a row) each row draws by its label and
 * its own angles, whatever else is in the batch; without, the batch draws by all its angles.
 *
 * @throws CapacityError for too many qubits; CircuitError for unknown shared names
 * @example
 * ```ts
 * const settings = { engine: "plain", diffMethod: "parameter-shift", shots: 1000, seed: 1 } as const;
 * const runner = new CircuitRunner(circuit(1).ry(param("a"), 0), allZ(1), settings);
 * const params = { batchSize: 1, perRow: Float32Array.of(0.3), shared: new Float32Array(0) };
 * const [z] = runner.values(params, "forward"); // near cos 0.3; runner.ledger.of("forward").shots is 1000
 * ```
 */
export class CircuitRunner {
  readonly compiled: CompiledCircuit;
  readonly observables: readonly Observable[];
  /** May be replaced, so that the layers of a model count together. */
  ledger = new Ledger();

  constructor(
    readonly circuit: Circuit,
    observables: readonly Observable[],
    readonly settings: RunnerSettings,
    shared: readonly string[] = [],
  ) {
    this.observables = Object.freeze([...observables]);
    this.compiled = getEngine(settings.engine).compile(circuit, { shared });
  }

  /** ⟨O_k⟩ of every row, [B, K]. */
  values(params: ParamBatch, purpose: Purpose, labels: ArrayLike<number> | null = null): FloatArray {
    if (labels === null || this.settings.shots === null)
      return expvalWith(this.drawing("forward", params), params, this.observables, purpose);
    const out = new Float64Array(params.batchSize * this.observables.length);
    eachRow(params, (row, r) => {
      const values = expvalWith(this.drawing(`forward/${labels[r]}`, row), row, this.observables, purpose);
      out.set(values, r * this.observables.length);
    });
    return out;
  }

  /** Gradients of Σ_bk v_bk ⟨O_k⟩_b; `cotangent` is v, [B, K]. With labels the circuit must share no parameters. */
  vjp(params: ParamBatch, cotangent: FloatArray, labels: ArrayLike<number> | null = null): ParamGradients {
    const { shots, diffMethod } = this.settings;
    if (labels === null || (shots === null && diffMethod !== "spsa"))
      return expvalVjpWith(this.drawing("gradient", params), params, this.observables, cotangent);
    const perRow = new Float64Array(params.perRow.length);
    const K = this.observables.length;
    eachRow(params, (row, r) => {
      const how = this.drawing(`gradient/${labels[r]}`, row);
      perRow.set(expvalVjpWith(how, row, this.observables, cotangent.subarray(r * K, (r + 1) * K)).perRow, r * row.perRow.length);
    });
    return { perRow, shared: new Float64Array(0) };
  }

  private drawing(label: string, params: ParamBatch): Differentiator {
    const { shots, diffMethod, seed } = this.settings;
    const random = shots === null && diffMethod !== "spsa" ? undefined : new Random(shotSeed(seed, label, params));
    return { compiled: this.compiled, diffMethod, shots, random, ledger: this.ledger };
  }
}

function eachRow(params: ParamBatch, run: (row: ParamBatch, index: number) => void): void {
  const width = params.perRow.length / params.batchSize;
  for (let r = 0; r < params.batchSize; r++)
    run({ batchSize: 1, perRow: params.perRow.subarray(r * width, (r + 1) * width), shared: params.shared }, r);
}
