import { describe, expect, it } from "vitest";
import {
  allZ,
  angleEmbedding,
  ansatz14,
  ArgumentError,
  basicEntangler,
  circuit,
  getEngine,
  gradient,
  hardwareEfficient,
  operationMatrix,
  orthogonalLayer,
  Random,
  reuploading,
  stronglyEntangling,
  type Circuit,
} from "quantum-attention";
import { normals } from "../simulator/randomCircuit";

const gates = (c: Circuit): string[] => c.operations.map(({ gate, wires }) => `${gate} ${wires.join(" ")}`);

describe("hardwareEfficient", () => {
  it("is the reference experiment's circuit by default: RY RZ a qubit, CNOT chain between layers only", () => {
    const c = hardwareEfficient({ nQubits: 3, nLayers: 2 });
    const layer = ["RY 0", "RZ 0", "RY 1", "RZ 1", "RY 2", "RZ 2"];
    expect(gates(c)).toEqual([...layer, "CNOT 0 1", "CNOT 1 2", ...layer]);
    expect(c.parameters).toEqual(Array.from({ length: 12 }, (_, i) => `theta${i}`));
  });

  it("closes the ring from three qubits on and can leave the entangler out", () => {
    const count = (nQubits: number, entangler: "chain" | "ring" | "none") =>
      hardwareEfficient({ nQubits, nLayers: 3, entangler }).countGates()["CNOT"] ?? 0;
    expect([count(4, "chain"), count(4, "ring"), count(4, "none"), count(2, "ring"), count(1, "ring")]).toEqual([6, 8, 0, 2, 0]);
  });

  it("has ⟨Z_i⟩ = cos θ_i with one layer, and dead RZ angles at the end", () => {
    const c = hardwareEfficient({ nQubits: 2, nLayers: 1 });
    const { values, jacobian } = gradient(c, allZ(2), [0.4, 9, 1.1, 7]);
    expect(values[0]).toBeCloseTo(Math.cos(0.4), 13);
    expect(values[1]).toBeCloseTo(Math.cos(1.1), 13);
    expect([...jacobian].map((d) => Math.abs(d) > 1e-13)).toEqual([true, false, false, false, false, false, true, false]);
  });

  it.each([{ nLayers: 0 }, { entangler: "star" }, { rotations: [] }, { rotations: ["RQ"] }, { nQubits: 0 }, { depth: 3 }])(
    "refuses %o",
    (bad) => {
      expect(() => hardwareEfficient({ nQubits: 2, nLayers: 1, ...(bad as object) })).toThrow(ArgumentError);
    },
  );
});

describe("entangling layers", () => {
  it("counts parameters and gates as the papers do", () => {
    expect(basicEntangler({ nQubits: 4, nLayers: 2 }).countGates()).toEqual({ RX: 8, CNOT: 8 });
    expect(stronglyEntangling({ nQubits: 4, nLayers: 3 }).countGates()).toEqual({ RZ: 24, RY: 12, CNOT: 12 });
    expect(ansatz14({ nQubits: 4, nLayers: 2 }).nParams).toBe(32);
  });

  it("strongly entangling layers reach further from layer to layer", () => {
    const cnots = gates(stronglyEntangling({ nQubits: 3, nLayers: 2 })).filter((g) => g.startsWith("CNOT"));
    expect(cnots).toEqual(["CNOT 0 1", "CNOT 1 2", "CNOT 2 0", "CNOT 0 2", "CNOT 1 0", "CNOT 2 1"]);
  });

  it("ansatz 14 has its rings in the order of Sim et al.", () => {
    const rings = gates(ansatz14({ nQubits: 4, nLayers: 1 })).filter((g) => g.startsWith("CRX"));
    expect(rings).toEqual(["3 0", "2 3", "1 2", "0 1", "3 2", "0 3", "1 0", "2 1"].map((wires) => `CRX ${wires}`));
  });

  it("RX encoding, one RX layer and a CNOT ring have Di Sipio's closed form", () => {
    for (const n of [3, 4, 5]) {
      const random = new Random(n);
      const c = angleEmbedding({ nQubits: n }).compose(basicEntangler({ nQubits: n, nLayers: 1 }));
      const params = normals(random, 2 * n);
      const { values, jacobian } = gradient(c, allZ(n), params);
      const cosines = Array.from({ length: n }, (_, j) => Math.cos(params[j]! + params[n + j]!));
      const factors = (i: number): number[] => Array.from({ length: n }, (_, j) => j).filter((j) => (i === 0 ? j >= 1 : j <= i));
      for (let i = 0; i < n; i++) {
        expect(values[i]).toBeCloseTo(factors(i).reduce((product, j) => product * cosines[j]!, 1), 13); // prettier-ignore
        for (let j = 0; j < n; j++) {
          const others = factors(i).filter((k) => k !== j);
          const slope = factors(i).includes(j) ? -Math.sin(params[j]! + params[n + j]!) : 0;
          expect(jacobian[i * 2 * n + n + j]).toBeCloseTo(others.reduce((product, k) => product * cosines[k]!, slope), 12); // prettier-ignore
        }
      }
    }
  });
});

describe("reuploading", () => {
  it("shares the data between layers and gives each its own weights", () => {
    const c = reuploading({ nQubits: 2, nLayers: 3, entangler: "ring" });
    expect(c.parameters.slice(0, 3)).toEqual(["x0", "x1", "theta0"]);
    expect(c.countGates()).toEqual({ RX: 6, RY: 6, RZ: 6, CNOT: 2 });
  });
});

describe("orthogonalLayer", () => {
  const count = (nQubits: number, shape: "pyramid" | "x" | "butterfly") => orthogonalLayer({ nQubits, shape }).nParams;

  it("has the numbers of gates of Cherrat et al.", () => {
    expect([2, 3, 4, 5, 8].map((n) => count(n, "pyramid"))).toEqual([1, 3, 6, 10, 28]);
    expect([2, 3, 4, 5, 8].map((n) => count(n, "x"))).toEqual([1, 3, 5, 7, 13]);
    expect([2, 4, 8].map((n) => count(n, "butterfly"))).toEqual([1, 4, 12]);
    expect(orthogonalLayer({ nQubits: 6, shape: "pyramid" }).depth()).toBe(2 * 6 - 3);
  });

  it("refuses a butterfly that is not a power of two", () => {
    expect(() => count(6, "butterfly")).toThrow(/power of two/);
  });

  it.each(["pyramid", "x", "butterfly"] as const)("%s is an orthogonal matrix on one excitation, the product of its rotations", (shape) => {
    const n = 4;
    const layer = orthogonalLayer({ nQubits: n, shape });
    const angles = normals(new Random(3), layer.nParams);
    const expected = Array.from({ length: n }, (_, r) => Array.from({ length: n }, (_, c) => Number(r === c)));
    layer.operations.forEach((operation, i) => {
      const [a, b] = operation.wires as [number, number];
      const block = operationMatrix(operation, () => angles[i]!).re; // basis 00, 01 (b excited), 10 (a excited), 11
      const [rowA, rowB] = [[...expected[a]!], [...expected[b]!]];
      expected[a] = rowA.map((x, c) => block[2 * 4 + 2]! * x + block[2 * 4 + 1]! * rowB[c]!);
      expected[b] = rowB.map((x, c) => block[1 * 4 + 1]! * x + block[1 * 4 + 2]! * rowA[c]!);
    });
    for (let column = 0; column < n; column++) {
      const run = getEngine("reference").compile(circuit(n).x(column).compose(layer));
      const { re } = run.states({ batchSize: 1, perRow: angles, shared: new Float64Array(0) });
      const out = Array.from({ length: n }, (_, r) => re[1 << (n - 1 - r)]!);
      out.forEach((x, r) => expect(x).toBeCloseTo(expected[r]![column]!, 13));
      expect(Math.hypot(...out)).toBeCloseTo(1, 13);
    }
  });
});
