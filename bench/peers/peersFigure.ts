import type { Figure } from "../../src/index";
import { COLOURS } from "../../src/figures/theme";
import { bestRows, type PeerRow } from "./ratios";

/** Microseconds a row of every peer, values on the left, values with gradients on the right, log scale. */
export function peersFigure(rows: readonly PeerRow[]): Figure {
  const best = bestRows(rows);
  const peers = ["ours", ...new Set(rows.map(({ peer }) => peer).filter((peer) => peer !== "ours"))];
  const panels = [
    { work: "value", axis: "" },
    { work: "vjp", axis: "2" },
  ];
  const data = panels.flatMap(({ work, axis }) => {
    const cases = [...best].filter(([key]) => key.startsWith(`ansatz ${work} `));
    return peers.map((peer, i) => ({
      type: "scatter",
      mode: "lines+markers",
      name: peer,
      showlegend: work === "value",
      legendgroup: peer,
      x: cases.map(([key]) => key.split(" ").slice(2, 4).join(" ")),
      y: cases.map(([, byPeer]) => byPeer.get(peer)?.medianUs ?? null),
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
