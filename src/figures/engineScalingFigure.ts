import type { Figure } from "./figure";
import { COLOURS, REFERENCE_GREY } from "./theme";

/** One measured size of one series. */
interface ScalingPoint {
  readonly series: "batch" | "qubits" | "depth";
  readonly work: "value" | "vjp";
  readonly qubits: number;
  readonly layers: number;
  readonly batch: number;
  /** Median microseconds a row. */
  readonly us: number;
  /** The least time a row that the measured peak allows; null for large states, whose stages count differently. */
  readonly boundUs: number | null;
}

/** How the engine's time grows, and what one core reaches at most. */
export interface EngineScalingData {
  readonly points: readonly ScalingPoint[];
  readonly roofline: { readonly gflops: number; readonly gbytes: number };
}

/** Time against batch, qubits and depth on log-log axes, with the bound that the measured peak of one core sets. */
export function engineScalingFigure({ points, roofline: { gflops, gbytes } }: EngineScalingData): Figure {
  const panels = [
    { series: "batch", title: "batch (4 qubits, 3 layers)", x: ({ batch }: ScalingPoint) => batch },
    { series: "qubits", title: "qubits (3 layers)", x: ({ qubits }: ScalingPoint) => qubits },
    { series: "depth", title: "layers (6 qubits, batch 1024)", x: ({ layers }: ScalingPoint) => layers },
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
