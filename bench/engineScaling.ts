import { join } from "node:path";
import { allZ, saveFigure, type Circuit, type Figure } from "../src/index";
import { packageRoot } from "../src/core/packageRoot";
import { COLOURS, REFERENCE_GREY } from "../src/figures/theme";
import { compileProgram } from "../src/simulator/program";
import { programOperations } from "../src/simulator/program/operationCount";
import { readoutOf } from "../src/simulator/program/readout";
import type { Benchmark } from "./benchmark";
import { measureEngine } from "./engine";
import { ansatzCircuit } from "./engineWorkload";
import { measureRoofline, type Roofline } from "./roofline";

interface Point {
  readonly series: "batch" | "qubits" | "depth";
  readonly work: "value" | "vjp";
  readonly qubits: number;
  readonly layers: number;
  readonly batch: number;
  readonly us: number;
  /** The least time a row that the measured peak allows; null for large states, whose stages count differently. */
  readonly boundUs: number | null;
}

/** Sizes of the three series; about 2^21 amplitudes a call. */
function sizesOf(quick: boolean): Pick<Point, "series" | "qubits" | "layers" | "batch">[] {
  const batches = quick ? [1, 16, 1024] : [1, 4, 16, 64, 256, 1024, 4096, 16384];
  const qubits = quick ? [2, 6, 10] : [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 18, 20];
  const depths = quick ? [2, 16] : [2, 4, 8, 16, 32, 64];
  return [
    ...batches.map((batch) => ({ series: "batch" as const, qubits: 4, layers: 3, batch })),
    ...qubits.map((n) => ({ series: "qubits" as const, qubits: n, layers: 3, batch: n > 12 ? 1 : Math.min(1024, 2 ** (17 - n)) })),
    ...depths.map((layers) => ({ series: "depth" as const, qubits: 6, layers, batch: 1024 })),
  ];
}

function operations(c: Circuit): { values: number; withGradients: number } {
  const { strings } = readoutOf(allZ(c.nQubits));
  const program = compileProgram(c, (name) => c.parameters.indexOf(name), { strings, fromZero: true });
  return programOperations(program, strings.length, program.turns.filter((turn) => turn !== null).length);
}

/** Amplitudes beyond this many need no check against the dense reference. */
const CHECKED_QUBITS = 12;

/** Time against batch, qubits and depth on log-log axes, with the bound that the measured peak of one core sets. */
function scalingFigure(points: readonly Point[], { gflops, gbytes }: Roofline): Figure {
  const panels = [
    { series: "batch", title: "batch (4 qubits, 3 layers)", x: ({ batch }: Point) => batch },
    { series: "qubits", title: "qubits (3 layers)", x: ({ qubits }: Point) => qubits },
    { series: "depth", title: "layers (6 qubits, batch 1024)", x: ({ layers }: Point) => layers },
  ] as const;
  const data = panels.flatMap(({ series, x }, i) =>
    (["value", "vjp"] as const).flatMap((work, k) => {
      const own = points.filter((point) => point.series === series && point.work === work);
      const axes = { xaxis: i ? `x${i + 1}` : "x", yaxis: i ? `y${i + 1}` : "y", showlegend: i === 0 };
      const line = { type: "scatter", x: own.map(x), ...axes };
      return [
        { ...line, mode: "lines+markers", name: work === "value" ? "values" : "values and gradients", y: own.map(({ us }) => us), line: { color: COLOURS[k] } },
        { ...line, mode: "lines", name: `bound at peak (${work === "value" ? "values" : "gradients"})`, y: own.map(({ boundUs }) => boundUs), line: { color: REFERENCE_GREY, dash: k ? "dash" : "dot" } },
      ];
    }),
  ); // prettier-ignore
  const layout: Record<string, unknown> = {
    width: 1400,
    height: 520,
    title: { text: `SIMD engine, one core: peak ${gflops.toFixed(0)} Gflop/s, ${gbytes.toFixed(0)} GB/s measured` },
    legend: { orientation: "h", y: -0.25 },
  };
  panels.forEach(({ title }, i) => {
    const n = i ? String(i + 1) : "";
    layout[`xaxis${n}`] = { type: "log", domain: [i * 0.36, i * 0.36 + 0.28], anchor: `y${n}`, title: { text: title } };
    layout[`yaxis${n}`] = { type: "log", anchor: `x${n}`, dtick: 1, title: { text: "µs a row" } };
  });
  return { data, layout };
}

/** How the engine's time grows, beside what the core could do. Writes bench/results/engine-scaling.{json,png,svg} unless quick. */
export const benchmark: Benchmark = {
  name: "engine-scaling",
  run: async ({ quick }, report) => {
    const roofline = measureRoofline();
    report({ peer: "ours", series: "roofline", work: "roofline", qubits: 0, layers: 0, batch: 0, ...roofline });
    const points: Point[] = [];
    for (const size of sizesOf(quick))
      for (const work of ["value", "vjp"] as const) {
        const c = ansatzCircuit(size);
        const timing = await measureEngine(c, size.batch, work, quick ? 3 : 7, size.qubits <= CHECKED_QUBITS);
        const isLarge = size.qubits > CHECKED_QUBITS;
        const count = isLarge ? null : operations(c)[work === "value" ? "values" : "withGradients"];
        const boundUs = count === null ? null : count / roofline.gflops / 1e3;
        points.push({ ...size, work, us: timing.medianUs, boundUs });
        report({ peer: "ours", ...size, work, ...timing, boundUs });
      }
    if (quick) return;
    const saved = await saveFigure(scalingFigure(points, roofline), join(packageRoot(), "bench", "results", "engine-scaling"), {
      sidecar: { points, roofline },
    });
    if (saved.missing) console.error(saved.missing);
  },
};
