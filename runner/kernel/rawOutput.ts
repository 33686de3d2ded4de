const TAIL_CHARACTERS = 4096;

/** One of the cell process' own pipes: passes its text on, without the markers that say how far it has been read. */
export class RawOutput {
  /** The last characters that came through. */
  tail = "";
  private rest = "";
  private readonly seen = new Set<string>();
  private readonly waiting = new Map<string, () => void>();
  private ended = false;

  constructor(
    private readonly token: string,
    private readonly onText: (text: string) => void,
  ) {}

  push(text: string): void {
    const parts = (this.rest + text).split("\u0000");
    // Odd parts stand between two NULs: a marker, or the program's own NULs, which are given back.
    this.rest = "";
    let passed = "";
    for (let i = 0; i < parts.length; i++) {
      const part = parts[i]!;
      if (i === 0) passed += part;
      else if (part.startsWith(`${this.token}:`) && i + 1 < parts.length) {
        this.emit(passed);
        passed = parts[++i]!;
        this.mark(`\u0000${part}\u0000`);
      } else if (i === parts.length - 1 && `${this.token}:`.startsWith(part.slice(0, this.token.length + 1))) this.rest = `\u0000${part}`;
      else passed += `\u0000${part}`;
    }
    this.emit(passed);
  }

  /** Resolves when the marker has come by, or can no longer come. */
  reached(marker: string): Promise<void> {
    if (this.ended || this.seen.delete(marker)) return Promise.resolve();
    return new Promise((resolve) => this.waiting.set(marker, resolve));
  }

  end(): void {
    this.ended = true;
    this.emit(this.rest);
    this.rest = "";
    for (const resolve of this.waiting.values()) resolve();
    this.waiting.clear();
  }

  private mark(marker: string): void {
    const resolve = this.waiting.get(marker);
    this.waiting.delete(marker);
    if (resolve === undefined) this.seen.add(marker);
    else resolve();
  }

  private emit(text: string): void {
    if (text === "") return;
    this.tail = (this.tail + text).slice(-TAIL_CHARACTERS);
    this.onText(text);
  }
}
