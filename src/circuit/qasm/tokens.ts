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

/** Groups: space, newline, line comment, start of a comment, number, name, string, sign. */
const PATTERN =
  /([ \t]+)|(\r\n?|\n)|(\/\/[^\r\n]*)|(\/\*)|((?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|([\p{L}_$][\p{L}\p{N}_]*)|("[^"\r\n]*"|'[^'\r\n]*')|(->|\*\*|==|[-+*/^%()[\]{};:,=@<>!&|~#.?\\])/uy;

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
    if (text.startsWith("\uFEFF")) this.position = this.lineStart = 1; // a byte order mark
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
      const match = PATTERN.exec(this.text);
      if (!match) throw this.unreadable();
      const [, space, newline, comment, block, number, name, string, sign] = match;
      if (space !== undefined || comment !== undefined) this.position = PATTERN.lastIndex;
      else if (newline !== undefined) this.startLine(PATTERN.lastIndex);
      else if (block !== undefined) this.skipBlockComment();
      else {
        const kind = number !== undefined ? "number" : name !== undefined ? "name" : string !== undefined ? "string" : "sign";
        const token = this.token(kind, (number ?? name ?? string ?? sign)!);
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
    for (const newline of this.text.slice(this.position, end).matchAll(/\r\n?|\n/g)) {
      this.line++;
      this.lineStart = this.position + newline.index + newline[0].length;
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
