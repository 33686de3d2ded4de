/** Cuts a stream of text into lines; empty lines are left out. */
export class LineReader {
  private rest = "";
  constructor(private readonly onLine: (line: string) => void) {}

  push(text: string): void {
    const lines = (this.rest + text).split("\n");
    this.rest = lines.pop()!;
    for (const line of lines) if (line !== "") this.onLine(line);
  }
}
