import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { checkInteger } from "./check";

/** Mixes a seed with a label into a new 32-bit seed (FNV-1a over the label, then the murmur3 finaliser). */
function mixSeed(seed: number, label: string): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let i = 0; i < label.length; i++) hash = Math.imul(hash ^ label.charCodeAt(i), 0x01000193) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) >>> 0;
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * A seeded, splittable source of random numbers (xoroshiro128+, from `pure-rand`).
 *
 * The same seed gives the same numbers on every machine. `split(label)` gives an independent source that does not
 * advance this one, so that adding a consumer never changes what another draws.
 *
 * @throws ArgumentError when the seed is not an integer that a double holds exactly
 *
 * @example
 * ```ts
 * const random = new Random(42);
 * const batchOrder = random.split("batches").permutation(800);
 * ```
 */
export class Random {
  readonly seed: number;
  private readonly generator: ReturnType<typeof xoroshiro128plus>;
  private spareNormal: number | null = null;

  constructor(seed: number) {
    checkInteger("Random", "seed", seed, Number.MIN_SAFE_INTEGER);
    this.seed = seed;
    // The inner mixing keeps "7" and 7 from cancelling in the first XOR, which would give all one-digit seeds one stream.
    this.generator = xoroshiro128plus(mixSeed(mixSeed(seed | 0, "seed"), String(seed)) | 0);
  }

  /** An independent source, a function of this one's seed and the label alone. */
  split(label: string | number): Random {
    return new Random(mixSeed(mixSeed(this.seed | 0, "split"), `${this.seed}/${label}`));
  }

  /** A double in [0, 1) with 53 random bits. */
  uniform(): number {
    const high = this.generator.next() >>> 5;
    const low = this.generator.next() >>> 6;
    return (high * 0x4000000 + low) / 0x20000000000000;
  }

  /** A double in [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }

  /** An integer in [low, high), both integers. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.uniform() * (high - low));
  }

  /** A standard normal number (Box–Muller; two are drawn at a time). */
  normal(): number {
    if (this.spareNormal !== null) {
      const spare = this.spareNormal;
      this.spareNormal = null;
      return spare;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    this.spareNormal = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  /** Shuffles in place (Fisher–Yates) and returns the same array. */
  shuffleInPlace<T>(values: T[]): T[] {
    for (let i = values.length - 1; i > 0; i--) {
      const j = this.integer(0, i + 1);
      const held = values[i] as T;
      values[i] = values[j] as T;
      values[j] = held;
    }
    return values;
  }

  /** A random order of 0 … n−1. */
  permutation(n: number): number[] {
    return this.shuffleInPlace(Array.from({ length: n }, (_, i) => i));
  }
}
