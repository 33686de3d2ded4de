import { chartFigure, type ChartPanel, type Series } from "./chartFigure";
import type { Figure } from "./figure";

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

const WORKS = [
  { work: "value", name: "values", dash: "dot" },
  { work: "vjp", name: "values and gradients", dash: "dash" },
] as const;

const QUBITS = [2, 3, 4, 6, 9, 14, 20];

const PANELS = [
  { series: "batch", title: "Batch", xTitle: "rows (4 qubits, 3 layers)", x: ({ batch }: ScalingPoint) => batch, ticks: {} },
  {
    series: "qubits",
    title: "Qubits",
    xTitle: "qubits (3 layers)",
    x: ({ qubits }: ScalingPoint) => qubits,
    ticks: { tickvals: QUBITS, ticktext: QUBITS.map(String) },
  },
  { series: "depth", title: "Depth", xTitle: "layers (6 qubits, 1024 rows)", x: ({ layers }: ScalingPoint) => layers, ticks: {} },
] as const;

/** Time against batch, qubits and depth on log-log axes, with the bound that the measured peak of one core sets. */
export function engineScalingFigure({ points, roofline: { gflops, gbytes } }: EngineScalingData): Figure {
  const panels = PANELS.map(({ series, title, xTitle, x, ticks }): ChartPanel => {
    const lines = WORKS.flatMap(({ work, name, dash }): Series[] => {
      const own = points.filter((point) => point.series === series && point.work === work);
      const bound = own.flatMap((point) => (point.boundUs === null ? [] : [{ x: x(point), y: point.boundUs }]));
      return [
        { name, x: own.map(x), y: own.map(({ us }) => us) },
        { name: `bound of ${name}`, x: bound.map((b) => b.x), y: bound.map((b) => b.y), mode: "lines", dash, colour: "reference" },
      ];
    });
    return {
      title,
      xTitle,
      yTitle: "µs a row",
      xScale: "log",
      yScale: "log",
      xAxis: ticks,
      series: lines.filter((line) => line.x.length > 0),
    };
  });
  const facts = [
    "one core",
    `bounds: measured peak ${gflops.toFixed(0)} Gflop/s and ${gbytes.toFixed(0)} GB/s`,
    "from 13 qubits on one row at a time",
  ];
  return chartFigure("Time of the SIMD engine", panels, { columns: 3, height: 440, facts });
}
