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
  return baseLayout(title, subtitle, STUDY_WIDTH, height);
}
