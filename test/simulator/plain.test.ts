import { describe, expect, it } from "vitest";
import { allZ, getEngine, Random } from "quantum-attention";
import { assertValidEngine } from "./engineContract";
import { distance, normals, randomCircuit } from "./randomCircuit";

describe("plain", () => {
  assertValidEngine(getEngine("plain"), 1e-12, 200);

  it("runs one large state", () => {
    const random = new Random(12);
    const c = randomCircuit(random, 14, 12, 4);
    const params = { batchSize: 1, perRow: normals(random, 4), shared: new Float64Array(0) };
    const weights = normals(random, 14);
    const [a, b] = (["plain", "reference"] as const).map((name) => getEngine(name).compile(c).expvalVjp(params, allZ(14), weights));
    expect(distance(a!.values, b!.values)).toBeLessThan(1e-12);
    expect(distance(a!.gradients.perRow, b!.gradients.perRow)).toBeLessThan(1e-11);
  });
});
