import * as tf from "@tensorflow/tfjs";

interface Node {
  backward?: (...args: unknown[]) => unknown;
}

const tapeOf = (): readonly Node[] => (tf.engine().state as unknown as { activeTape: Node[] | null }).activeTape ?? [];

/** Divides the time of a training step among named parts: at every moment the innermost part that runs is charged, so the parts add up to the step. */
export class StepClock {
  private readonly charged = new Map<string, number>();
  private readonly running: string[] = [];
  private since = 0;
  private owned = 0;

  /** Runs one step; the microseconds of its parts. */
  step(base: string, run: () => void): ReadonlyMap<string, number> {
    this.charged.clear();
    this.owned = 0;
    this.since = performance.now();
    this.within(base, run);
    return new Map(this.charged);
  }

  /** Charges what `run` takes to a part, and the backward pass of the operations that it records to the same part's. */
  within<Result>(part: string, run: () => Result): Result {
    this.charge();
    this.running.push(part);
    try {
      return run();
    } finally {
      this.charge();
      this.running.pop();
    }
  }

  /** From here on the running part counts as another. */
  becomes(part: string): void {
    this.charge();
    this.running[this.running.length - 1] = part;
  }

  /** Has the calls of an object's method charged to a part. */
  watch(target: object, method: string, part: (running: string) => string): void {
    const original = Reflect.get(target, method) as (...args: unknown[]) => unknown;
    const watched = (...args: unknown[]): unknown =>
      this.within(part(this.running[this.running.length - 1] ?? ""), () => original.apply(target, args));
    Reflect.set(target, method, watched);
  }

  private charge(): void {
    const part = this.running[this.running.length - 1];
    if (part !== undefined) {
      this.charged.set(part, (this.charged.get(part) ?? 0) + 1000 * (performance.now() - this.since));
      this.claim(tapeOf(), part);
    }
    this.since = performance.now();
  }

  /** Nodes recorded since the last look belong to the part that ran. */
  private claim(tape: readonly Node[], part: string): void {
    for (; this.owned < tape.length; this.owned++) {
      const node = tape[this.owned]!;
      if (node.backward !== undefined) this.watch(node, "backward", () => `${part}, backward`);
    }
  }
}
