import { inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { ArgumentError, chartFigure, heatMapFigure, pairedFigure, projectionFigure } from "quantum-attention";
import { enginePeersFigure } from "../../src/figures/enginePeersFigure";
import { engineScalingFigure } from "../../src/figures/engineScalingFigure";
import { indexedPng } from "../../src/figures/export/indexedPng";
import { logTicks } from "../../src/figures/logTicks";
import { principalComponents } from "../../src/figures/principalComponents";
import { trainingStepFigure } from "../../src/figures/trainingStepFigure";

describe("chartFigure", () => {
  const series = (name: string, extra: object = {}) => ({ name, x: [1, 2], y: [3, 4], ...extra });

  it("gives equal names one colour and one line in the legend, over all panels", () => {
    const panel = { xTitle: "x", yTitle: "y", series: [series("a"), series("b")] };
    const { data } = chartFigure("T", [panel, panel]);
    const colours = data.map(({ line }) => (line as { color: string }).color);
    expect([colours[2], colours[3]]).toEqual([colours[0], colours[1]]);
    expect(colours[0]).not.toBe(colours[1]);
    expect(data.map(({ showlegend }) => showlegend)).toEqual([true, true, false, false]);
    expect(data.map(({ xaxis }) => xaxis)).toEqual(["x", "x", "x2", "x2"]);
  });

  it("says in the title how small it is, and makes axes logarithmic", () => {
    const { layout } = chartFigure("T", [{ xTitle: "x", yTitle: "y", xScale: "log", series: [series("a")] }], { note: "smoke size" });
    expect((layout["title"] as { text: string }).text).toContain("smoke size");
    expect(layout["xaxis"]).toMatchObject({ type: "log" });
    expect(layout["yaxis"]).not.toHaveProperty("type");
  });

  it("refuses nothing to draw and unequal lengths", () => {
    expect(() => chartFigure("T", [])).toThrow(ArgumentError);
    expect(() => chartFigure("T", [{ xTitle: "x", yTitle: "y", series: [series("a", { y: [1] })] }])).toThrow(/2 x and 1 y/);
  });
});

describe("heatMapFigure", () => {
  const titles = { xTitle: "x", yTitle: "y", valueTitle: "v" };

  it("puts all maps under one scale, symmetric where values have signs", () => {
    const { data, layout } = heatMapFigure("T", [{ values: [[1, -3]] }, { values: [[2, 0]] }], { ...titles, signed: true });
    expect(data.map(({ coloraxis }) => coloraxis)).toEqual(["coloraxis", "coloraxis"]);
    expect(layout["coloraxis"]).toMatchObject({ cmin: -3, cmax: 3 });
  });

  it("refuses ragged rows", () => {
    expect(() => heatMapFigure("T", [{ values: [[1, 2], [3]] }], titles)).toThrow(ArgumentError);
  });
});

describe("pairedFigure", () => {
  it("draws each arm's losses and the differences hybrid − other, seed by seed", () => {
    const run = (seed: number, valLoss: number) => ({ seed, epochs: [{ trainLoss: 0, valLoss, trainAccuracy: 1, valAccuracy: 1 }] });
    const arm = (name: string, losses: number[]) => ({ name, parameters: 1, runs: losses.map((loss, i) => run(i + 1, loss)) });
    const { data } = pairedFigure({ arms: [arm("classical", [0.2, 0.3]), arm("hybrid", [0.1, 0.5])] });
    expect(data.map(({ y }) => y)).toEqual([[0.2, 0.3], [0.1, 0.5], [-0.1, 0.2]]); // prettier-ignore
  });
});

describe("principalComponents", () => {
  it("finds a line in a plane, its share of the variance, and a fixed sign", () => {
    const { points, shares } = principalComponents([[0, 0, 5], [1, 2, 5], [2, 4, 5]]); // prettier-ignore
    expect(points.map(([first]) => first)).toEqual([-1, 0, 1].map((t) => expect.closeTo(t * Math.sqrt(5), 10) as number));
    expect(shares).toEqual([expect.closeTo(1, 10), expect.closeTo(0, 10)]);
  });

  it("takes features without any variance", () => {
    const groups = ["a", "b"];
    const { data } = projectionFigure({ groups, maps: [{ title: "same", features: [[1, 1], [1, 1]] }] }); // prettier-ignore
    expect(data.flatMap(({ x }) => x as number[])).toEqual([0, 0]);
  });
});

describe("indexedPng", () => {
  it("holds size, palette and pixels", () => {
    const png = indexedPng({ width: 3, height: 2, palette: Uint8Array.of(0, 0, 0, 255, 0, 0), pixels: Uint8Array.of(0, 1, 0, 1, 1, 0) });
    expect(png.subarray(1, 4).toString()).toBe("PNG");
    expect([png.readUInt32BE(16), png.readUInt32BE(20), png[25]]).toEqual([3, 2, 3]);
    const at = png.indexOf("IDAT");
    const rows = inflateSync(png.subarray(at + 4, at + 4 + png.readUInt32BE(at - 4)));
    expect([...rows]).toEqual([0, 0, 1, 0, 0, 1, 1, 0]);
  });
});

describe("logTicks", () => {
  it("writes 1, 2, 5 where there are few decades, and powers of ten where there are many", () => {
    expect(logTicks([8, 256])).toEqual({
      tickvals: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000],
      ticktext: ["1", "2", "5", "10", "20", "50", "100", "200", "500", "1000", "2000", "5000"],
    });
    expect(logTicks([0.03, 0.07])).toMatchObject({ tickvals: [0.01, 0.02, 0.05, 0.1, 0.2, 0.5] });
    expect(logTicks([0, 1e-3, 1])).toEqual({
      tickvals: [1e-3, 0.01, 0.1, 1],
      ticktext: ["10<sup>−3</sup>", "10<sup>−2</sup>", "10<sup>−1</sup>", "1"],
    });
    expect(logTicks([1e-12, 1e6])).toMatchObject({ tickvals: [-12, -10, -8, -6, -4, -2, 0, 2, 4, 6].map((power) => Number(`1e${power}`)) });
    expect(logTicks([])).toEqual({});
  });
});

describe("figures of the benches", () => {
  it("leaves out what a peer could not do, and draws ours thick", () => {
    const row = { circuit: "ansatz", work: "value", qubits: 4, layers: 2 };
    const { data } = enginePeersFigure({ rows: [{ ...row, peer: "JAX" }, { ...row, peer: "qulacs", medianUs: 16 }, { ...row, peer: "ours", medianUs: 0.05 }] }); // prettier-ignore
    expect(data.map(({ name, y, line }) => [name, y, (line as { width: number }).width])).toEqual([
      ["quantum-attention", [0.05], 4],
      ["qulacs", [16], 2],
    ]);
  });

  it("stops a bound where none is known", () => {
    const point = { series: "qubits", work: "value", layers: 3, batch: 1 } as const;
    const points = [{ ...point, qubits: 12, us: 15, boundUs: 14 }, { ...point, qubits: 13, us: 170, boundUs: null }]; // prettier-ignore
    const all = (["batch", "depth"] as const).map((series) => ({ ...points[0]!, series }));
    const { data } = engineScalingFigure({ points: [...points, ...all, ...[...points, ...all].map((each) => ({ ...each, work: "vjp" as const }))], roofline: { gflops: 34, gbytes: 34 } }); // prettier-ignore
    const inQubits = data.filter(({ xaxis, name }) => xaxis === "x2" && !String(name).includes("gradients"));
    expect(inQubits.map(({ x }) => x)).toEqual([[12, 13], [12]]);
  });

  it("gives each part its share of the whole step", () => {
    const parts = [{ part: "circuits", forwardUs: 1, backwardUs: 2 }, { part: "loss", forwardUs: 1, backwardUs: 0 }]; // prettier-ignore
    const { data } = trainingStepFigure({ models: [{ model: "hybrid, B16 T6 D8", parts, unwatchedUs: 3 }] });
    expect(data.at(-1)!["text"]).toEqual(["75 %", "25 %"]);
  });
});
