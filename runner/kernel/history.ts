import type { JsonObject } from "../protocol/message";

/** The inputs of this session, as `history_request` asks for them. */
export class History {
  private readonly entries: { line: number; source: string; output: string | null }[] = [];

  add(line: number, source: string): void {
    this.entries.push({ line, source, output: null });
  }

  /** Notes the printed value of the last input. */
  setOutput(output: string): void {
    const last = this.entries.at(-1);
    if (last !== undefined) last.output = output;
  }

  /** The `history` field of the reply: `tail`, `range` (of this session) or `search` with * and ?. */
  answer(request: JsonObject): unknown[] {
    const number = (value: unknown, fallback: number): number => (typeof value === "number" ? value : fallback);
    let found = this.entries;
    if (request.hist_access_type === "range") {
      const session = number(request.session, 0);
      const start = number(request.start, 0);
      const stop = number(request.stop, Infinity);
      found = session === 0 || session === SESSION ? found.filter(({ line }) => line >= start && line < stop) : [];
    } else {
      if (request.hist_access_type === "search") {
        const pattern = globPattern(typeof request.pattern === "string" ? request.pattern : "*");
        found = found.filter(({ source }) => pattern.test(source));
        if (request.unique === true) found = [...new Map(found.map((entry) => [entry.source, entry])).values()];
      }
      found = found.slice(-number(request.n, found.length) || undefined);
      if (request.n === 0) found = [];
    }
    return found.map(({ line, source, output }) => [SESSION, line, request.output === true ? [source, output] : source]);
  }
}

const SESSION = 1;

function globPattern(glob: string): RegExp {
  const escaped = glob
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", "[^]*")
    .replaceAll("?", "[^]");
  return new RegExp(`^${escaped}$`);
}
