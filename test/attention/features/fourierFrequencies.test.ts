import { describe, expect, it } from "vitest";
import { circuit, param, parameterFrequencies, Random } from "quantum-attention";
import { fourierFrequencies } from "../../../src/attention/features/fourierFrequencies";

describe("the spectrum of a circuit", () => {
  it("adds up the generators of a parameter's gates", () => {
    const some = circuit(2)
      .rx(param("a"), 0)
      .rx(param("a"), 1)
      .crz(param("b"), 0, 1)
      .rz(param("c", { scale: 3 }), 0)
      .rbs(param("d"), 0, 1);
    expect(parameterFrequencies(some, "a")).toEqual([1, 2]);
    expect(parameterFrequencies(some, "b")).toEqual([0.5, 1]);
    expect(parameterFrequencies(some, "c")).toEqual([3]);
    expect(parameterFrequencies(some, "d")).toEqual([1, 2]);
    expect(() => parameterFrequencies(some, "e")).toThrow(/no parameter "e"/);
  });

  it("gives different frequency vectors, none of them zero or another's negative, and no more than there are", () => {
    const drawn = fourierFrequencies([[1], [0.5, 1]], 5, new Random(1));
    expect(drawn).toHaveLength(5);
    for (const [i, omega] of drawn.entries()) {
      expect(omega.some((each) => each !== 0)).toBe(true);
      expect([0, 1, -1]).toContain(omega[0]);
      for (const other of drawn.slice(0, i))
        for (const sign of [1, -1]) expect(omega.map((each) => sign * each + 0)).not.toEqual(other.map((each) => each + 0));
    }
    expect(fourierFrequencies([[1], [1]], 99, new Random(1))).toHaveLength(4);
  });
});
