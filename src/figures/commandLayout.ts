import { smallLayout } from "./smallLayout";

/** How a result was made: by which command, when, and by which version of what. */
export interface Made {
  readonly command: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly timing: { readonly date: string };
}

const LONGEST_LINE = 120;

/** How a figure of a command is titled and laid out. */
interface CommandLayout {
  readonly title: string;
  readonly facts: readonly string[];
  readonly note?: string | undefined;
  /** Stands under the panels, so that anybody can make the figure again. */
  readonly made: Made;
  readonly width: number;
  readonly height: number;
  /** Pixels around the panels; the command has its place in the bottom one. */
  readonly margin: { readonly l: number; readonly r: number; readonly t: number; readonly b: number };
}

/** The common layout with command, versions and date written under it; `panels` are axes and annotations, as of `panelGrid`. */
export function commandLayout(options: CommandLayout, panels: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { title, facts, note, made, width, height, margin } = options;
  const versions = Object.entries(made.versions).map(([name, version]) => `${name} ${version}`);
  const { annotations = [], ...axes } = panels as { annotations?: readonly unknown[] };
  const line = {
    text: [...wrapped(made.command), [...versions, made.timing.date.slice(0, 10)].join(" · ")].join("<br>"),
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

/** Lines of words that fit under a figure. */
function wrapped(text: string): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = `${lines.at(-1)!} ${word}`.trim();
    if (line.length > LONGEST_LINE) lines.push(word);
    else lines[lines.length - 1] = line;
  }
  return lines;
}
