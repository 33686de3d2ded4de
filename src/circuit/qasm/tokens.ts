import { QasmError } from "../../core/errors";

/** One word, number, string or sign of the text, with where it stands (from 1). */
export interface Token {
  readonly kind: "name" | "number" | "string" | "sign" | "end";
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

/** Files beyond this many characters are refused: a circuit that one can simulate is far smaller. */
const MAX_CHARACTERS = 16 * 1024 * 1024;

const PATTERN =
  /(?<space>[ \t\r]+)|(?<newline>\n)|(?<comment>\/\/[^\n]*)|(?<block>\/\*)|(?<number>(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<name>[\p{L}_$][\p{L}\p{N}_]*)|(?<string>"[^"\n]*"|'[^'\n]*')|(?<sign>->|\*\*|==|[-+*/^%()[\]{};:,=@<>!&|~#.?\\])/uy;

/** Reads the text token by token, one at a time, so that a wrong statement stops a large file early. */
export class Tokenizer {
  private position = 0;
  private line = 1;
  private lineStart = 0;
  private next: Token | null = null;
  private readonly text: string;

  constructor(text: string) {
    if (text.length > MAX_CHARACTERS)
      throw new QasmError(`fromQasm: the text has ${text.length} characters, at most ${MAX_CHARACTERS} are read; split the circuit`, 1, 1);
    this.text = text;
  }

  /** The token that comes next, without taking it. */
  peek(): Token {
    return (this.next ??= this.scan());
  }

  take(): Token {
    const token = this.peek();
    if (token.kind !== "end") this.next = null;
    return token;
  }

  private scan(): Token {
    for (;;) {
      if (this.position >= this.text.length) return this.token("end", "end of file");
      PATTERN.lastIndex = this.position;
      const groups = PATTERN.exec(this.text)?.groups;
      if (!groups) throw this.unreadable();
      if (groups["space"] !== undefined || groups["comment"] !== undefined) this.position = PATTERN.lastIndex;
      else if (groups["newline"] !== undefined) this.startLine(PATTERN.lastIndex);
      else if (groups["block"] !== undefined) this.skipBlockComment();
      else {
        const kind = (["name", "number", "string", "sign"] as const).find((k) => groups[k] !== undefined)!;
        const token = this.token(kind, groups[kind]!);
        this.position = PATTERN.lastIndex;
        return token;
      }
    }
  }

  private token(kind: Token["kind"], text: string): Token {
    return { kind, text, line: this.line, column: this.position - this.lineStart + 1 };
  }

  private startLine(position: number): void {
    this.line++;
    this.position = this.lineStart = position;
  }

  private skipBlockComment(): void {
    const end = this.text.indexOf("*/", this.position + 2);
    if (end < 0) throw new QasmError("fromQasm: a comment /* is never closed; add */", this.line, this.position - this.lineStart + 1);
    for (let at = this.text.indexOf("\n", this.position); at >= 0 && at < end; at = this.text.indexOf("\n", at + 1)) {
      this.line++;
      this.lineStart = at + 1;
    }
    this.position = end + 2;
  }

  private unreadable(): QasmError {
    const character = String.fromCodePoint(this.text.codePointAt(this.position)!);
    const cause =
      character === '"' || character === "'"
        ? "a string is never closed on its line"
        : `the character ${JSON.stringify(character)} has no meaning here`;
    return new QasmError(`fromQasm: ${cause}; correct the file`, this.line, this.position - this.lineStart + 1);
  }
}
