import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ArgumentError, InterruptedError, WorkerError } from "quantum-attention";
import { runInWorkers, type WorkerPoolOptions } from "../../src/experiments/workerPool";

const script = join(__dirname, "squareWorker.cjs");

function collect(jobs: number, more: Partial<WorkerPoolOptions<unknown, number, string>> = {}) {
  const results: number[] = [];
  const reports: string[] = [];
  const options: WorkerPoolOptions<unknown, number, string> = {
    script,
    jobs,
    describe: (unit) => `the square of ${String(unit)}`,
    onResult: (result, index) => void (results[index] = result),
    onReport: (report) => void reports.push(report),
    ...more,
  };
  return { results, reports, options };
}

describe("runInWorkers", () => {
  it.each([1, 3])("gives every unit's result and reports, with %i processes", async (jobs) => {
    const { results, reports, options } = collect(jobs);
    await runInWorkers([1, 2, 3, 4, 5, 6, 7], options);
    expect(results).toEqual([1, 4, 9, 16, 25, 36, 49]);
    expect(reports.sort()).toEqual([1, 2, 3, 4, 5, 6, 7].map((n) => `working on ${n}`));
  });

  it("turns a killed worker into a WorkerError that says what it was doing, and keeps what had arrived", async () => {
    const { results, options } = collect(1);
    const failure = await runInWorkers([3, "kill", 5], options).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(WorkerError);
    expect((failure as WorkerError).message).toMatch(
      /worker process \d+: was killed by SIGKILL during the square of kill; finished runs are kept/,
    );
    expect(results).toEqual([9]);
  });

  it("says what a crashed worker printed", async () => {
    const { options } = collect(2);
    await expect(runInWorkers(["crash"], options)).rejects.toThrow(/exited with code 7 during the square of crash \(out of luck\)/);
  });

  it("throws a worker's own error as the same class", async () => {
    await expect(runInWorkers(["refuse"], collect(2).options)).rejects.toThrow(ArgumentError);
    await expect(runInWorkers(["refuse"], collect(2).options)).rejects.toThrow("square: no thanks");
    await expect(runInWorkers(["throw"], collect(2).options)).rejects.toThrow(/RangeError: odd/);
  });

  it("stops at once when interrupted", async () => {
    const stop = new AbortController();
    const { options } = collect(2, { signal: stop.signal, onReport: (report) => report === "working on wait" && stop.abort() });
    await expect(runInWorkers([1, "wait", "wait", 4], options)).rejects.toThrow(InterruptedError);
    const { options: already } = collect(2, { signal: stop.signal });
    await expect(runInWorkers([1], already)).rejects.toThrow(InterruptedError);
  });

  it("says so when the script is missing", async () => {
    await expect(runInWorkers([1], collect(1, { script: join(__dirname, "missing.cjs") }).options)).rejects.toThrow(WorkerError);
  });
});
