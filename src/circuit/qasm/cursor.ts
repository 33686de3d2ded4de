import { QasmError } from "../../core/errors";
import { Tokenizer, type Token } from "./tokens";

const MAX_LIST = 1000;

const MAX_MESSAGE = 300;

/** The error of a place in the file; names of absurd length are shortened. */
export function qasmFailure(message: string, at: Token): QasmError {
  const text = message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE / 2)} … ${message.slice(-MAX_MESSAGE / 3)}` : message;
  return new QasmError(`fromQasm: ${text}`, at.line, at.column);
}

/** A tokenizer that takes what the grammar expects, or fails at the right place. */
export class TokenCursor extends Tokenizer {
  expect(text: string): Token {
    const token = this.take();
    if (token.text !== text || token.kind === "string") throw qasmFailure(`expected "${text}", got "${token.text}"`, token);
    return token;
  }

  takeIf(text: string): boolean {
    if (this.peek().text !== text || this.peek().kind === "string") return false;
    this.take();
    return true;
  }

  name(what: string): Token {
    const token = this.take();
    if (token.kind !== "name" || token.text.startsWith("$")) throw qasmFailure(`expected the name of ${what}, got "${token.text}"`, token);
    return token;
  }

  integer(what: string, max: number): number {
    const token = this.take();
    const value = /^\d[\d_]*$/.test(token.text) ? Number(token.text.replaceAll("_", "")) : NaN;
    if (!Number.isInteger(value)) throw qasmFailure(`expected ${what} as a whole number, got "${token.text}"`, token);
    if (value > max) throw qasmFailure(`${what} is ${token.text}, at most ${max} is possible`, token);
    return value;
  }

  list<T>(item: () => T, end: string): T[] {
    const items: T[] = [];
    if (this.takeIf(end)) return items;
    do {
      items.push(item());
      if (items.length > MAX_LIST) throw qasmFailure(`a list has more than ${MAX_LIST} entries`, this.peek());
    } while (this.takeIf(","));
    this.expect(end);
    return items;
  }
}
