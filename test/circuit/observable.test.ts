import { describe, expect, it } from "vitest";
import { allZ, ArgumentError, observable, parseObservable, pauliOn, ShapeError } from "quantum-attention";

describe("observables", () => {
  it("reads sums of weighted Pauli strings, leftmost letter wire 0", () => {
    expect(parseObservable("0.5*ZZII+XIII - 2e-1*IIYI").terms).toEqual([
      { coefficient: 0.5, paulis: "ZZII" },
      { coefficient: 1, paulis: "XIII" },
      { coefficient: -0.2, paulis: "IIYI" },
    ]);
    expect(parseObservable("-zi").terms).toEqual([{ coefficient: -1, paulis: "ZI" }]);
  });

  it("names single Paulis", () => {
    expect(pauliOn("Y", 1, 3).terms).toEqual([{ coefficient: 1, paulis: "IYI" }]);
    expect(allZ(2).map(({ terms }) => terms[0]!.paulis)).toEqual(["ZI", "IZ"]);
  });

  it.each(["", "A", "Z+", "Z Q", "2**Z", "ZZ*2", "+", "1e999*Z", "Z,Z"])("refuses %j", (text) => {
    expect(() => parseObservable(text)).toThrow(ArgumentError);
  });

  it("refuses strings of different lengths, none, and wires outside", () => {
    expect(() => parseObservable("ZI+Z")).toThrow(ShapeError);
    expect(() => observable([])).toThrow(ArgumentError);
    expect(() => observable([{ coefficient: NaN, paulis: "Z" }])).toThrow(ArgumentError);
    expect(() => pauliOn("Z", 2, 2)).toThrow(ArgumentError);
  });
});
