import { afterAll, describe, expect, it } from "vitest";
import { allZ, getEngine, Random, setEngineThreads } from "quantum-attention";
import type { ParamBatch } from "quantum-attention";
import { randomCircuit } from "../randomCircuit";

describe("threads", () => {
  afterAll(() => setEngineThreads(1));

  it("give the same bytes whatever their number", () => {
    const random = new Random(11);
    const c = randomCircuit(random, 9, 60, 8);
    const compiled = getEngine("simd").compile(c, { shared: ["theta0", "theta5"] });
    const batchSize = 2100;
    const params: ParamBatch = {
      batchSize,
      perRow: Float32Array.from({ length: batchSize * 6 }, () => random.normal()),
      shared: Float32Array.of(0.3, -1.1),
    };
    const weights = Float32Array.from({ length: batchSize * 9 }, () => random.normal());
    const run = (threads: number): Buffer => {
      setEngineThreads(threads);
      const { values, gradients } = compiled.expvalVjp(params, allZ(9), weights);
      return Buffer.concat([values, gradients.perRow, gradients.shared].map(({ buffer }) => Buffer.from(buffer as ArrayBuffer)));
    };
    const one = run(1);
    for (const threads of [2, 3]) expect(run(threads).equals(one)).toBe(true);
  });

  it("give the same bytes of a large state whatever their number", () => {
    const n = 16;
    const random = new Random(12);
    const compiled = getEngine("simd").compile(randomCircuit(random, n, 40, 6), { shared: ["theta1"] });
    const params: ParamBatch = {
      batchSize: 1,
      perRow: Float32Array.from({ length: 5 }, () => random.normal()),
      shared: Float32Array.of(0.8),
    };
    const weights = Float32Array.from({ length: n }, () => random.normal());
    const run = (threads: number): Buffer => {
      setEngineThreads(threads);
      const { values, gradients } = compiled.expvalVjp(params, allZ(n), weights);
      const { re } = compiled.states(params);
      return Buffer.concat([values, gradients.perRow, gradients.shared, re].map(({ buffer }) => Buffer.from(buffer as ArrayBuffer)));
    };
    const one = run(1);
    for (const threads of [2, 3]) for (let again = 0; again < 3; again++) expect(run(threads).equals(one)).toBe(true);
  });

  it("names a NaN in the rows of another thread and works afterwards", () => {
    setEngineThreads(2);
    const compiled = getEngine("simd").compile(randomCircuit(new Random(3), 10, 60, 4));
    const params: ParamBatch = { batchSize: 2000, perRow: new Float32Array(8000).fill(0.1), shared: new Float32Array(0) };
    params.perRow[7990] = NaN;
    expect(() => compiled.expval(params, allZ(10))).toThrow(/params\.perRow\[7990\] is NaN/);
    params.perRow[7990] = 0.1;
    const values = compiled.expval(params, allZ(10));
    expect([...values.subarray(0, 10)]).toEqual([...values.subarray(values.length - 10)]);
  });
});
