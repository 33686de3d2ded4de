import { EnvironmentError } from "../core/errors";
import { figureJson, figureSize, type Figure } from "../figures/figure";
import { FigureExporter } from "../figures/export/figureExporter";
import type { MimeBundle } from "./displaySink";

/** Whether a value is a Plotly figure: `{ data: [...traces], layout: {...} }`. */
export function isFigure(value: unknown): value is Figure {
  const { data, layout } = (value ?? {}) as Partial<Figure>;
  return Array.isArray(data) && typeof layout === "object" && layout !== null;
}

/** What the figure is called and what it shows, for readers that draw none. */
export function figureText({ data, layout }: Figure): string {
  const title = layout.title as string | { text?: string } | undefined;
  const name = typeof title === "string" ? title : title?.text;
  const traces = data.map((trace) => trace.name).filter((traceName): traceName is string => typeof traceName === "string");
  const shown = [...new Set(traces)];
  return `Figure${name ? `: ${name.replace(/<[^>]*>/g, " ")}` : ""}${shown.length > 0 ? ` (${shown.join(", ")})` : ""}`;
}

/** How a figure is given: the picture's width in pixels at most, and whether the Plotly object comes along. */
interface BundleOptions {
  readonly pictureWidth: number;
  readonly live: boolean;
}

/** One browser draws all figures of a kernel. */
let exporter: FigureExporter | null = null;

/**
 * The browser of this kernel. A notebook's process is ended from outside; a runner that looks for what was left open emits `beforeExit`
 * first, which closes it.
 */
export function kernelExporter(): FigureExporter {
  if (exporter !== null) return exporter;
  const opened = new FigureExporter();
  exporter = opened;
  process.once("beforeExit", () => {
    exporter = null;
    void opened.close();
  });
  return opened;
}

/** More digits than a screen can show, and what only programs read of a trace (it stays in saved figures), make the notebook longer. */
const shortened = (key: string, value: unknown): unknown => {
  if (key === "meta") return undefined;
  return typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(4)) : value;
};

/** The figure as Plotly JSON, picture and text; without a browser the text says how to get the picture. */
export async function figureBundle(figure: Figure, { pictureWidth, live }: BundleOptions): Promise<MimeBundle> {
  const text = figureText(figure);
  const plotly = live ? { "application/vnd.plotly.v1+json": JSON.parse(figureJson(figure), shortened) as unknown } : {};
  try {
    const { png } = await kernelExporter().draw(figure, Math.min(1, pictureWidth / figureSize(figure)[0]));
    return { ...plotly, "image/png": Buffer.from(png).toString("base64"), "text/plain": text };
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    return { ...plotly, "text/plain": `${text}\n${error.message}` };
  }
}
