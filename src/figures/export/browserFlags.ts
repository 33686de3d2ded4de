/** How a picture is drawn: `flat` for SVG-drawn traces, `webgl` for 3-D and GPU traces (slower to start). */
export type DrawingMode = "flat" | "webgl";

// The list is fixed: other flags give other bytes for the same figure.
const COMMON = [
  "--no-sandbox",
  "--hide-scrollbars",
  "--font-render-hinting=none",
  "--force-color-profile=srgb",
  "--disable-lcd-text",
  "--disable-background-networking",
];
const BUNDLED = ["--headless=shell", "--no-zygote", "--in-process-gpu", "--single-process"];
const WEBGL = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"];

/** The browser's command line for one drawing mode. */
export function browserFlags(mode: DrawingMode, bundled: boolean): string[] {
  return [...COMMON, ...(bundled ? BUNDLED : []), ...(mode === "webgl" ? WEBGL : ["--disable-webgl"])];
}
