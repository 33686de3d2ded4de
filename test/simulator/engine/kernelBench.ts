import { expect } from "vitest";
import { Random } from "quantum-attention";
import { instantiateKernels } from "../../../src/simulator/engine/kernels";

const LANES = 4;
/** Untouched memory around everything that a kernel is given. */
const GUARD = 64;

/** Four numbers, one a row; a kernel is tried on vectors of them. */
export type Vector = number[];

/**
 * One kernel's memory: vectors and tables with guard zones between them. `run` calls the kernel, compares what it was to write and fails
 * when any other byte of the memory has changed.
 */
export class KernelBench {
  readonly random: Random;
  private readonly kernels = instantiateKernels();
  private readonly floats = new Float32Array(this.kernels.memory.buffer);
  private readonly words = new Int32Array(this.kernels.memory.buffer);
  private next = 8192;

  constructor(seed: number) {
    this.random = new Random(seed);
    for (let i = 2048; i < this.floats.length; i++) this.floats[i] = 1e30;
  }

  private reserve(bytes: number): number {
    const at = this.next;
    this.next = (at + bytes + GUARD + 15) & ~15;
    return at;
  }

  /** `count` random vectors, or the given ones; their address. */
  vectors(count: number, values?: readonly Vector[]): number {
    const at = this.reserve(16 * count);
    for (let i = 0; i < LANES * count; i++) this.floats[at / 4 + i] = values ? values[i >> 2]![i & 3]! : this.random.between(-1, 1);
    return at;
  }

  /** [cos, sin, 0] of four random angles. */
  coefficient(): { at: number; cos: Vector; sin: Vector } {
    const angles = [0, 1, 2, 3].map(() => this.random.between(-3, 3));
    const at = this.vectors(3, [angles.map(Math.cos), angles.map(Math.sin), [0, 0, 0, 0]]);
    return { at, cos: this.read(at, 1)[0]!, sin: this.read(at + 16, 1)[0]! };
  }

  /** Integers, or floats where `float` says so. */
  table(values: readonly (number | { float: number })[]): { at: number; end: number } {
    const at = this.reserve(4 * values.length);
    values.forEach((value, i) => {
      if (typeof value === "number") this.words[at / 4 + i] = value;
      else this.floats[at / 4 + i] = value.float;
    });
    return { at, end: at + 4 * values.length };
  }

  /** Rows of floats. */
  rows(values: readonly number[]): number {
    const at = this.reserve(4 * values.length);
    this.floats.set(values, at / 4);
    return at;
  }

  read(at: number, count: number): Vector[] {
    return Array.from({ length: count }, (_, i) => Array.from(this.floats.subarray(at / 4 + LANES * i, at / 4 + LANES * (i + 1))));
  }

  /** As `run` for a kernel that writes integers: [address, value]. */
  runWords(name: string, args: readonly number[], outputs: readonly (readonly [number, number])[]): void {
    const before = this.words.slice();
    (this.kernels[name] as (...values: number[]) => void)(...args);
    for (const [at, value] of outputs) before[at / 4] = value;
    expect(
      before.findIndex((word, i) => word !== this.words[i]),
      `${name}: words`,
    ).toBe(-1);
  }

  /** Whether a kernel leaves a value that is not finite in the vector at `at`. */
  leavesNonFinite(name: string, args: readonly number[], at: number): boolean {
    (this.kernels[name] as (...values: number[]) => void)(...args);
    return !this.read(at, 1)[0]!.every(Number.isFinite);
  }

  /** Calls kernels one after another; returns the memory they leave. */
  call(calls: readonly (readonly [name: string, args: readonly number[]])[]): Int32Array {
    for (const [name, args] of calls) (this.kernels[name] as (...values: number[]) => void)(...args);
    return this.words.slice();
  }

  /** Calls a kernel; `outputs` lists every place it may write, with what must stand there. */
  run(name: string, args: readonly number[], outputs: readonly { at: number; values: readonly Vector[] }[], tolerance = 2e-6): void {
    const before = this.words.slice();
    (this.kernels[name] as (...values: number[]) => void)(...args);
    for (const { at, values } of outputs) {
      values.flat().forEach((value, i) => {
        const got = this.floats[at / 4 + i]!;
        expect(Math.abs(got - value), `${name}: output at ${at} + ${4 * i}, ${got} instead of ${value}`).toBeLessThan(tolerance);
        before[at / 4 + i] = this.words[at / 4 + i]!;
      });
    }
    const strayed = before.findIndex((word, i) => word !== this.words[i]);
    expect(strayed, `${name} wrote outside its outputs`).toBe(-1);
  }
}

const lanes = (f: (lane: number) => number): Vector => [0, 1, 2, 3].map(f);

/** Lane by lane a · x + b · y. */
const combine = (a: Vector, x: Vector, b: Vector, y: Vector): Vector => lanes((i) => a[i]! * x[i]! + b[i]! * y[i]!);
export const times = (a: Vector, b: Vector): Vector => lanes((i) => a[i]! * b[i]!);
export const plus = (a: Vector, b: Vector): Vector => lanes((i) => a[i]! + b[i]!);
export const minus = (a: Vector, b: Vector): Vector => lanes((i) => a[i]! - b[i]!);
export const scaled = (factor: number, a: Vector): Vector => a.map((x) => factor * x);
export const sum = (vectors: readonly Vector[]): Vector => vectors.reduce(plus, [0, 0, 0, 0]);
export const zeros: Vector = [0, 0, 0, 0];
/** A plane turned: [c·a − s·b, s·a + c·b]. */
export const turn = (c: Vector, s: Vector, a: Vector, b: Vector): [Vector, Vector] => [
  combine(c, a, scaled(-1, s), b),
  combine(s, a, c, b),
];
/** Byte offsets of components of `size` bytes. */
export const offsets = (components: readonly number[], size = 16): number[] => components.map((c) => size * c);
