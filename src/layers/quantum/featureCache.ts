import type { Purpose } from "../../gradient/ledger";
import type { TokenRuns } from "./tokenRuns";

/** For what a kept result was run. */
const [NOTHING, EVALUATION, TRAINING] = [0, 1, 2];

const kindOf = (purpose: Purpose): number => (purpose === "evaluation" ? EVALUATION : TRAINING);

type NumberArray = Float32Array | Float64Array;

const bitsOf = (values: Float32Array): Int32Array => new Int32Array(values.buffer, values.byteOffset, values.length);

/**
 * Results of circuits kept per token, good while the token's angles are the same to the bit.
 *
 * The angles that a result came from are kept beside it and compared at every use, so that any way of changing a weight (assign,
 * write in place, load) makes exactly the touched tokens stale. A training pass does not take the results of an evaluation: what a
 * training run costs must not depend on when it was evaluated, or on a resume in between.
 */
export class FeatureCache {
  private readonly known: Uint8Array;
  private readonly angles: Int32Array;
  private readonly features: Float64Array;

  constructor(
    vocabSize: number,
    private readonly nAngles: number,
    private readonly nFeatures: number,
  ) {
    this.known = new Uint8Array(vocabSize);
    this.angles = new Int32Array(vocabSize * nAngles);
    this.features = new Float64Array(vocabSize * nFeatures);
  }

  private isFresh(token: number, bits: Int32Array, start: number, purpose: Purpose): boolean {
    if (this.known[token] === NOTHING || this.known[token]! < kindOf(purpose)) return false;
    const kept = token * this.nAngles;
    for (let p = 0; p < this.nAngles; p++) if (this.angles[kept + p] !== bits[start + p]) return false;
    return true;
  }

  /** The runs that have no result for their angles, the given ones themselves when none has; null when all have. */
  stale(runs: TokenRuns, purpose: Purpose): TokenRuns | null {
    const { tokens, angles } = runs;
    const bits = bitsOf(angles);
    let count = 0;
    for (let row = 0; row < tokens.length; row++) if (!this.isFresh(tokens[row]!, bits, row * this.nAngles, purpose)) count++;
    if (count === 0) return null;
    if (count === tokens.length) return runs;
    const rows = Array.from(tokens.keys()).filter((row) => !this.isFresh(tokens[row]!, bits, row * this.nAngles, purpose));
    const picked = new Float32Array(rows.length * this.nAngles);
    rows.forEach((row, i) => copyRow(angles, row, picked, i, this.nAngles));
    return { tokens: Int32Array.from(rows, (row) => tokens[row]!), angles: picked, runOf: Int32Array.from(rows.keys()) };
  }

  /** Keeps the results [R, n] of these runs. */
  keep({ tokens, angles }: TokenRuns, values: NumberArray, purpose: Purpose): void {
    const { nAngles, nFeatures, features, known } = this;
    const [bits, keptBits] = [bitsOf(angles), this.angles];
    const kind = kindOf(purpose);
    for (let row = 0, from = 0, at = 0; row < tokens.length; row++) {
      const token = tokens[row]!;
      known[token] = kind;
      for (let p = 0, to = token * nAngles; p < nAngles; p++) keptBits[to++] = bits[from++]!;
      for (let k = 0, to = token * nFeatures; k < nFeatures; k++) features[to++] = values[at++]!;
    }
  }

  /** The kept results of these tokens, [R, n]. */
  read(tokens: Int32Array): Float64Array {
    const out = new Float64Array(tokens.length * this.nFeatures);
    for (let row = 0; row < tokens.length; row++) copyRow(this.features, tokens[row]!, out, row, this.nFeatures);
    return out;
  }
}

/** Row `from` of a table to row `to` of another; a loop, since a subarray a row costs more than the few numbers in it. */
function copyRow(source: NumberArray, from: number, target: NumberArray, to: number, width: number): void {
  for (let k = 0; k < width; k++) target[to * width + k] = source[from * width + k]!;
}
