import { randomUUID } from "node:crypto";
import type { Progress } from "../core/progress";
import { inNotebook, writeDisplay } from "./displaySink";

const BETWEEN_UPDATES_MS = 100;
const BAR = 24;

/**
 * A progress report of one line that is updated in place under the notebook cell, with time left. Its last state names no time and
 * no note (which worker was the last is chance), so that two equal runs leave equal notebooks. Outside a notebook: a line at the beginning and one at the end.
 *
 * @example
 * ```ts
 * const progress = progressLine();
 * progress.start("training", 2);
 * progress.update(1, "loss 0.7");
 * progress.update(2, "loss 0.5");
 * progress.finish();
 * ```
 */
export function progressLine(): Progress {
  const live = inNotebook();
  let [label, total, done, began, shownAt, id] = ["", 0, 0, 0, 0, ""];
  const show = (text: string, update: boolean): void => {
    shownAt = Date.now();
    writeDisplay({ "text/plain": text }, live ? { id, update } : {});
  };
  return {
    start(newLabel, newTotal) {
      [label, total, done, began, id] = [newLabel, newTotal, 0, Date.now(), randomUUID()];
      show(`${label}: 0 of ${total}`, false);
    },
    update(newDone, note = "") {
      done = newDone;
      if (!live || Date.now() - shownAt < BETWEEN_UPDATES_MS) return;
      const left = done > 0 ? `, ${Math.round((((Date.now() - began) / done) * (total - done)) / 1000)} s left` : "";
      show(`${bar(done / total)} ${label}: ${done} of ${total}${left}${note && ` · ${note}`}`, true);
    },
    finish() {
      if (id === "") return;
      show(`${label}: ${done} of ${total}`, true);
      id = "";
    },
    log: (line) => console.log(line),
  };
}

function bar(share: number): string {
  const full = Math.round(BAR * Math.min(1, Math.max(0, share)));
  return "█".repeat(full) + "░".repeat(BAR - full);
}
