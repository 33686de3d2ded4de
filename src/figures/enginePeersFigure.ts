import { chartFigure, type ChartPanel } from "./chartFigure";
import type { Figure } from "./figure";

/** The fastest way of each simulator to do each work. */
export interface EnginePeersData {
  readonly rows: readonly {
    readonly peer: string;
    readonly circuit: string;
    readonly work: string;
    readonly qubits: number;
    readonly layers: number;
    /** Missing where the peer could not do it. */
    readonly medianUs?: number;
  }[];
}

const PANELS = [
  { work: "value", title: "⟨Z⟩ of all qubits" },
  { work: "vjp", title: "⟨Z⟩ and every gradient" },
] as const;

/** Microseconds a row of every simulator, values on the left, values with gradients on the right, log scale. */
export function enginePeersFigure({ rows }: EnginePeersData): Figure {
  const peers = ["ours", ...new Set(rows.map(({ peer }) => peer).filter((peer) => peer !== "ours"))];
  const panels = PANELS.map(({ work, title }): ChartPanel => {
    const own = rows.filter((row) => row.circuit === "ansatz" && row.work === work);
    const series = peers.flatMap((peer) => {
      const done = own.flatMap(({ medianUs, qubits, layers, ...row }) =>
        row.peer === peer && medianUs !== undefined ? [{ x: `${qubits}q ${layers}L`, y: medianUs }] : [],
      );
      if (done.length === 0) return [];
      const name = peer === "ours" ? "quantum-attention" : peer;
      return [{ name, x: done.map(({ x }) => x), y: done.map(({ y }) => y), width: peer === "ours" ? 4 : 2 }];
    });
    const xTitle = "circuit: qubits q, layers L";
    return { title, xTitle, yTitle: "µs a row", xScale: "category", yScale: "log", series };
  });
  const facts = ["median of each simulator's fastest way, one core", "batches of 1024 to 64 rows", "lower is faster"];
  return chartFigure("The same circuits on every simulator", panels, { columns: 2, height: 500, facts });
}
