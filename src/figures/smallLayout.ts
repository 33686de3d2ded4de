import { baseLayout } from "./theme";

/** How a figure of a study is titled and sized. */
export interface StudyFigureOptions {
  /** Stands after the facts under the title, such as "smoke size: not a finding". */
  readonly note?: string | undefined;
}

/** The width of a study's figure in pixels: that of a notebook's column. */
const STUDY_WIDTH = 800;

/** The common layout at notebook width: title, facts and note under it, legend, then the panels. */
export function smallLayout(title: string, facts: readonly string[], height: number, options: StudyFigureOptions): Record<string, unknown> {
  const subtitle = [...facts, ...(options.note ? [options.note] : [])].join(" · ") || " ";
  const layout = baseLayout(title, subtitle, STUDY_WIDTH, height);
  const { title: heading, legend } = layout as { title: Record<string, unknown>; legend: Record<string, unknown> };
  return {
    ...layout,
    title: {
      ...heading,
      text: `${title}<br><span style="font-size:12px;color:#4d4d4d">${subtitle}</span>`,
      font: { size: 17 },
      y: 1 - 28 / height,
    },
    font: { ...(layout["font"] as object), size: 12 },
    margin: { l: 64, r: 24, t: 116, b: 54 },
    legend: { ...legend, y: 1 - 56 / height, yanchor: "top", font: { size: 12 } },
  };
}
