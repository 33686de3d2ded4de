import { FONT_FAMILY } from "./export/fonts";

/** Colours that the colour-blind tell apart too (Okabe and Ito, 2008); an arm has the same one in every figure. */
const ARM_COLOURS: Readonly<Record<string, string>> = {
  classical: "#0072B2",
  hybrid: "#D55E00",
  control: "#009E73",
};

/** Colours for anything else, in order: distinct for the colour-blind. */
export const COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#999999"] as const;

/** The grey of reference lines (Bayes rate, majority class, …). */
export const REFERENCE_GREY = "#4d4d4d";

/**
 * The colour of an arm; arms that have none of their own take the next of `COLOURS` by their place.
 *
 * @example
 * ```ts
 * const [own, next] = [armColour("hybrid", 0), armColour("another", 3)]; // "#D55E00" and COLOURS[3]
 * ```
 */
export function armColour(name: string, place: number): string {
  return ARM_COLOURS[name] ?? COLOURS[place % COLOURS.length]!;
}

/** A line dash and grey for a line that stands for a known rate. */
export function referenceLine(dash: "dash" | "dot" | "dashdot"): Record<string, unknown> {
  return { color: REFERENCE_GREY, width: 1.8, dash };
}

/** What every axis has: a light grid, a frame line, a named title. */
export function axis(title: string, extra: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    title: { text: title, standoff: 8 },
    gridcolor: "#e6e6e6",
    linecolor: "#808080",
    showline: true,
    zeroline: false,
    ticks: "outside",
    ticklen: 4,
    tickcolor: "#808080",
    ...extra,
  };
}

/**
 * The common layout: white, named fonts, a title with a smaller second line, the legend under it (room for one row).
 *
 * @param width, height - pixels.
 * @param subtitle - how the figure was made: seeds, backend, size.
 * @example
 * ```ts
 * const layout = baseLayout("Loss by epoch", "3 seeds, wasm", 800, 500);
 * ```
 */
export function baseLayout(title: string, subtitle: string, width: number, height: number): Record<string, unknown> {
  return {
    width,
    height,
    title: {
      text: `${title}<br><span style="font-size:12px;color:#4d4d4d">${subtitle}</span>`,
      x: 0.5,
      xanchor: "center",
      y: 1 - 28 / height,
      yanchor: "middle",
      font: { size: 17 },
    },
    font: { family: FONT_FAMILY, size: 12, color: "#1a1a1a" },
    paper_bgcolor: "#ffffff",
    plot_bgcolor: "#ffffff",
    margin: { l: 64, r: 24, t: 116, b: 54 },
    legend: { orientation: "h", x: 0.5, xanchor: "center", y: 1 - 56 / height, yref: "container", yanchor: "top", font: { size: 12 } },
    hovermode: "closest",
  };
}
