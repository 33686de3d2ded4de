import type { Figure } from "./figure";
import { COLOURS } from "./theme";

/** The fastest way of each simulator to do each work. */
export interface EnginePeersData {
  readonly rows: readonly {
    readonly peer: string;
    readonly circuit: string;
    readonly work: string;
    readonly qubits: number;
    readonly layers: number;
    readonly medianUs?: number;
  }[];
}

const caseOf = ({ qubits, layers }: EnginePeersData["rows"][number]): string => `${qubits}q ${layers}L`;

/** Microseconds a row of every simulator, values on the left, values with gradients on the right, log scale. */
export function enginePeersFigure({ rows }: EnginePeersData): Figure {
  const peers = ["ours", ...new Set(rows.map(({ peer }) => peer).filter((peer) => peer !== "ours"))];
  const panels = [
    { work: "value", axis: "" },
    { work: "vjp", axis: "2" },
  ];
  const data = panels.flatMap(({ work, axis }) => {
    const own = rows.filter((row) => row.circuit === "ansatz" && row.work === work);
    const cases = [...new Set(own.map(caseOf))];
    return peers.map((peer, i) => ({
      type: "scatter",
      mode: "lines+markers",
      name: peer,
      showlegend: work === "value",
      legendgroup: peer,
      x: cases,
      y: cases.map((each) => own.find((row) => row.peer === peer && caseOf(row) === each)?.medianUs ?? null),
      xaxis: `x${axis}`,
      yaxis: `y${axis}`,
      line: { color: COLOURS[i % COLOURS.length], width: peer === "ours" ? 4 : 2 },
    }));
  });
  const axis = { type: "log", title: { text: "µs a row, one core" }, dtick: 1 };
  return {
    data,
    layout: {
      width: 1200,
      height: 560,
      title: { text: "The same circuits on every simulator" },
      xaxis: { domain: [0, 0.46], title: { text: "⟨Z⟩ of all qubits" } },
      xaxis2: { domain: [0.54, 1], title: { text: "⟨Z⟩ and the gradient of every angle" }, anchor: "y2" },
      yaxis: axis,
      yaxis2: { ...axis, anchor: "x2", matches: "y" },
      legend: { orientation: "h", y: -0.2 },
    },
  };
}
