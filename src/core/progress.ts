/** Where long work reports how far it is. The command line draws bars, notebooks one line, tests nothing. */
export interface Progress {
  /** Begins (or renames) the work: `total` units, shown under `label`. */
  start(label: string, total: number): void;
  /** `done` units in all are finished; `note` is a short state such as `loss 0.123`. */
  update(done: number, note?: string): void;
  /** The work is over; the bar disappears or becomes a last line. */
  finish(): void;
  /** A line that stays. */
  log(line: string): void;
}

/** Reports nothing. */
export const silentProgress: Progress = {
  start: () => undefined,
  update: () => undefined,
  finish: () => undefined,
  log: () => undefined,
};
