import { dirname, sep } from "node:path";
import { mapFrames, namesCell } from "./sourceMaps";

const KERNEL_FOLDER = dirname(__dirname) + sep;
const TSLAB_FOLDER = dirname(require.resolve("tslab/package.json")) + sep;
const FRAMES = 50;

/** Makes every `error.stack` name the lines of the cells, without the frames of the kernel below them. */
export function installStackTraces(): void {
  Error.stackTraceLimit = FRAMES;
  Error.prepareStackTrace = (error, sites) => {
    const frames = sites.map((site: { toString(): string }) => mapFrames(site.toString()));
    const outermost = frames.map(namesCell).lastIndexOf(true);
    // tslab wraps a cell in a function; the script that calls it is no line of the cell.
    const last = frames[outermost + 1]?.includes("node:vm") === true && outermost > 0 ? outermost - 1 : outermost;
    const shown = (last >= 0 ? frames.slice(0, last + 1) : frames).filter((frame) => !isKernel(frame));
    return [header(error), ...shown.map((frame) => `    at ${frame}`)].join("\n");
  };
}

const isKernel = (frame: string): boolean => frame.includes(KERNEL_FOLDER) || frame.includes(TSLAB_FOLDER);

function header(error: Error): string {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return "Error (its name or message cannot be read)";
  }
}
