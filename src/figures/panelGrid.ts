import { axis } from "./theme";

/** One panel of a figure: its title, axis titles, and what else its y axis has. */
export interface Panel {
  readonly title: string;
  readonly xTitle: string;
  readonly yTitle: string;
  readonly yAxis?: Readonly<Record<string, unknown>>;
  readonly xAxis?: Readonly<Record<string, unknown>>;
}

/** The names that traces give for their axes in panel `index`: `x`, `y` for the first, `x2`, `y2`, … */
export function panelAxes(index: number): { xaxis: string; yaxis: string } {
  const suffix = index === 0 ? "" : String(index + 1);
  return { xaxis: `x${suffix}`, yaxis: `y${suffix}` };
}

/** The layout of panels in reading order, `columns` a row: their axes and titles. */
export function panelGrid(panels: readonly Panel[], columns: number, gap: { x: number; y: number }): Record<string, unknown> {
  const rows = Math.ceil(panels.length / columns);
  const width = (1 - gap.x * (columns - 1)) / columns;
  const height = (1 - gap.y * (rows - 1)) / rows;
  const layout: Record<string, unknown> = {};
  const annotations: Record<string, unknown>[] = [];
  panels.forEach((panel, index) => {
    const { xaxis, yaxis } = panelAxes(index);
    const left = (index % columns) * (width + gap.x);
    const top = 1 - Math.floor(index / columns) * (height + gap.y);
    const horizontal = [left, Math.min(1, left + width)];
    const vertical = [Math.max(0, top - height), top];
    layout[`xaxis${xaxis.slice(1)}`] = axis(panel.xTitle, { anchor: yaxis, domain: horizontal, ...panel.xAxis });
    layout[`yaxis${yaxis.slice(1)}`] = axis(panel.yTitle, { anchor: xaxis, domain: vertical, ...panel.yAxis });
    annotations.push({
      text: `<b>${panel.title}</b>`,
      x: left + width / 2,
      y: top,
      xref: "paper",
      yref: "paper",
      xanchor: "center",
      yanchor: "bottom",
      yshift: 6,
      showarrow: false,
      font: { size: 15 },
    });
  });
  return { ...layout, annotations };
}
