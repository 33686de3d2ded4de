import { Presets, SingleBar } from "cli-progress";
import type { Progress } from "../core/progress";

const PLAIN_STEPS = 10;

/** A progress bar with time left on standard error; plain lines, a tenth at a time, when that is not a terminal. */
export function terminalProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  return stream.isTTY ? barProgress(stream) : lineProgress((line) => stream.write(`${line}\n`));
}

function barProgress(stream: NodeJS.WriteStream): Progress {
  let bar: SingleBar | null = null;
  const stop = (): void => {
    bar?.stop();
    bar = null;
  };
  return {
    start(label, total) {
      stop();
      const format = `${label} {bar} {percentage}% · {eta_formatted} left · {note}`;
      bar = new SingleBar({ stream, format, barsize: 28, hideCursor: true, etaBuffer: 50 }, Presets.shades_classic);
      bar.start(total, 0, { note: "" });
    },
    update(done, note = "") {
      bar?.update(done, { note });
    },
    finish: stop,
    log(line) {
      stream.write(bar ? `\r\u001b[K${line}\n` : `${line}\n`);
    },
  };
}

/** Progress as lines of text, at most one for each tenth of the work. */
export function lineProgress(write: (line: string) => void): Progress {
  let [label, total, shown, began] = ["", 1, 0, 0];
  return {
    start(newLabel, newTotal) {
      [label, total, shown, began] = [newLabel, newTotal, 0, Date.now()];
      write(`${label}: 0 of ${total}`);
    },
    update(done, note = "") {
      const step = Math.floor((PLAIN_STEPS * done) / total);
      if (step <= shown) return;
      shown = step;
      const left = Math.round((((Date.now() - began) / done) * (total - done)) / 1000);
      write(`${label}: ${done} of ${total}, about ${left} s left${note ? ` · ${note}` : ""}`);
    },
    finish: () => undefined,
    log: write,
  };
}
