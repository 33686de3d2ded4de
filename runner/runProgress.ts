import type { Progress } from "../src/core/progress";
import type { RunState } from "./stale/runState";

const PERCENT = 100;

/** One progress for several notebooks: each cell counts as much as it took the last time, an unknown one as much as the average. */
export class RunProgress {
  private readonly weights: readonly (readonly number[])[];
  private readonly done: number[];
  private readonly total: number;

  /** `cells`: the number of code cells of each notebook, in the order of `states`. */
  constructor(
    private readonly progress: Progress,
    cells: readonly number[],
    states: readonly (RunState | null)[],
  ) {
    const known = states.map((state, i) => (state !== null && state.cellSeconds.length === cells[i] ? state : null));
    const seconds = known.flatMap((state) => state?.cellSeconds ?? []);
    const average = seconds.length === 0 ? 1 : seconds.reduce((a, b) => a + b, 0) / seconds.length;
    // The first step is the kernel's start.
    this.weights = cells.map((count, i) => {
      const state = known[i] ?? null;
      return state === null ? [average, ...Array.from({ length: count }, () => average)] : [state.startSeconds, ...state.cellSeconds];
    });
    this.done = cells.map(() => 0);
    this.total = Math.max(1e-9, this.sum(this.weights.map((steps) => steps.length)));
    progress.start("notebooks (%)", PERCENT);
  }

  /** So many steps of a notebook are done: 1 is the kernel's start, then one a code cell; `Infinity`: all. */
  advance(notebook: number, steps: number, note: string): void {
    this.done[notebook] = Math.min(steps, this.weights[notebook]!.length);
    this.progress.update(Math.floor((PERCENT * this.sum(this.done)) / this.total), note);
  }

  private sum(steps: readonly number[]): number {
    return this.weights.reduce((sum, weights, i) => sum + weights.slice(0, steps[i]).reduce((a, b) => a + b, 0), 0);
  }
}
