import { packageVersion } from "../src/core/packageRoot";

/** What a benchmark is asked for on the command line. */
export interface BenchmarkOptions {
  /** Fewer repeats and the smaller sizes: the whole bench in two minutes. */
  readonly quick: boolean;
}

/** One measured figure: numbers and names, printed as a row of a table or as one line of JSON. */
export type BenchmarkRow = Readonly<Record<string, string | number | null>>;

/** A group of measurements. A module in this folder exports one as `benchmark`. */
export interface Benchmark {
  readonly name: string;
  /** Calls `report` for each figure as soon as it is measured. */
  run(options: BenchmarkOptions, report: (row: BenchmarkRow) => void): Promise<void>;
}

/** A figure as one line of JSON: the fields that every line has come first, null where a figure has none, its own ones after them. */
export function jsonLine(row: BenchmarkRow, benchmark = "value"): string {
  const common = { peer: "ours", qubits: null, layers: null, batch: null, work: benchmark, medianUs: null, minUs: null, runs: null };
  return JSON.stringify({ ...common, maxAbsError: null, ...row });
}

/** Times of repeated calls, in microseconds: the median, the fastest, and the distance between the quartiles. */
export interface Timing {
  readonly medianUs: number;
  readonly minUs: number;
  readonly spreadUs: number;
  readonly runs: number;
}

/** Runs `work` a few times to warm up, then `runs` times measured. */
export async function measure(work: () => void | Promise<void>, runs: number, warmUps = 3): Promise<Timing> {
  for (let i = 0; i < warmUps; i++) await work();
  const times: number[] = [];
  for (let i = 0; i < runs; i++) {
    const began = performance.now();
    await work();
    times.push(1000 * (performance.now() - began));
  }
  return timing(times);
}

/** The summary of measured microseconds. */
export function timing(timesUs: readonly number[]): Timing {
  const sorted = [...timesUs].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
  return { medianUs: at(0.5), minUs: sorted[0]!, spreadUs: at(0.75) - at(0.25), runs: sorted.length };
}

/** When, by which command and with what something was measured: stands beside every saved result. */
export function provenance(command: string): {
  readonly measuredAt: string;
  readonly command: string;
  readonly engine: "simd";
  readonly versions: Readonly<Record<string, string>>;
} {
  const versions = { "quantum-attention": packageVersion(), node: process.versions.node };
  return { measuredAt: new Date().toISOString(), command, engine: "simd", versions };
}
