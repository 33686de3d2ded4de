import type { Purpose } from "../../gradient/ledger";
import type { FloatArray } from "../../simulator/engine";
import type { TokenRuns } from "./runMemory";
import { gatherRows, placeRows } from "./tokenRows";

/** For what a kept result was run. */
const [NOTHING, EVALUATION, TRAINING] = [0, 1, 2];

const kindOf = (purpose: Purpose): number => (purpose === "evaluation" ? EVALUATION : TRAINING);

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
    gatherRows(angles, Int32Array.from(rows), this.nAngles, picked);
    return { tokens: Int32Array.from(rows, (row) => tokens[row]!), angles: picked, runOf: Int32Array.from(rows.keys()) };
  }

  /** Keeps the results [R, n] of these runs. */
  keep({ tokens, angles }: TokenRuns, values: FloatArray, purpose: Purpose): void {
    const kind = kindOf(purpose);
    for (const token of tokens) this.known[token] = kind;
    placeRows(bitsOf(angles), tokens, this.nAngles, this.angles);
    placeRows(values, tokens, this.nFeatures, this.features);
  }

  /** The kept results of these tokens, [R, n]. */
  read(tokens: Int32Array): Float64Array {
    const out = new Float64Array(tokens.length * this.nFeatures);
    gatherRows(this.features, tokens, this.nFeatures, out);
    return out;
  }
}
