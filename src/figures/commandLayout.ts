import { smallLayout } from "./smallLayout";

/** How a figure of a command is titled and laid out. */
interface CommandLayout {
  readonly title: string;
  readonly facts: readonly string[];
  readonly note?: string | undefined;
  /** Stands under the panels, so that anybody can make the figure again. */
  readonly command: string;
  readonly width: number;
  readonly height: number;
  /** Pixels around the panels; the command has its place in the bottom one. */
  readonly margin: { readonly l: number; readonly r: number; readonly t: number; readonly b: number };
}

/** The common layout with the command that gives the figure written under it; `panels` are axes and annotations, as of `panelGrid`. */
export function commandLayout(options: CommandLayout, panels: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { title, facts, note, command, width, height, margin } = options;
  const { annotations = [], ...axes } = panels as { annotations?: readonly unknown[] };
  const line = {
    text: `<span style="font-family:monospace">${command}</span>`,
    x: 0.5,
    y: 0,
    xref: "paper",
    yref: "paper",
    xanchor: "center",
    yanchor: "bottom",
    yshift: -margin.b + 6,
    showarrow: false,
    font: { size: 10, color: "#4d4d4d" },
  };
  return { ...smallLayout(title, facts, height, { note }), width, margin, ...axes, annotations: [...annotations, line] };
}
