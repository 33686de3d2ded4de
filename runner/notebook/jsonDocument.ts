import { parseTree, type Node } from "jsonc-parser";

type JsonContainer = Record<string, unknown> | unknown[];

interface Source {
  readonly start: number;
  readonly end: number;
  /** Each member's value as it was read, and its place in the text. */
  readonly members: ReadonlyMap<string, { readonly value: unknown; readonly start: number; readonly end: number }>;
}

interface Style {
  readonly indent: string;
  readonly newline: string;
  readonly comma: string;
  readonly colon: string;
}

/** How this text is laid out: its indentation and line ends, or the separators of a text without line ends. */
function styleOf(text: string): Style {
  const [, newline, indent] = /^\s*\{[ \t]*(\r?\n)([ \t]*)"/.exec(text) ?? [];
  const colon = /"(:\s?)/.exec(text.replace(/"(?:[^"\\]|\\.)*"/, '"'))?.[1] ?? ": ";
  if (newline !== undefined) return { indent: indent ?? "", newline, comma: ",", colon };
  return { indent: "", newline: "", comma: colon === ": " ? ", " : ",", colon };
}

/**
 * A JSON text and its value. The value may be changed in place; `text()` then repeats the original's characters wherever the value
 * is the one that was read (numbers, escapes, key order and layout included) and writes the rest in the same style. What is frozen is
 * taken as never changing, all through, and rendered once.
 */
export class JsonDocument {
  readonly value: unknown;
  private readonly sources = new WeakMap<object, Source>();
  private readonly rendered = new WeakMap<object, string>();
  private readonly style: Style;
  private readonly start: number;
  private readonly end: number;

  /** @throws SyntaxError when the text is not JSON. */
  constructor(private readonly original: string) {
    const body = original.replace(/^\uFEFF/, " ");
    JSON.parse(body);
    const root = parseTree(body)!;
    this.start = root.offset;
    this.end = root.offset + root.length;
    this.style = styleOf(body.slice(this.start));
    this.value = this.build(root);
  }

  /** The document's text as its value is now. */
  text(): string {
    return this.original.slice(0, this.start) + this.render(this.value, 0) + this.original.slice(this.end);
  }

  private build(node: Node): unknown {
    if (node.type !== "object" && node.type !== "array") return node.value;
    const value: JsonContainer = node.type === "array" ? [] : {};
    const members: [string, Node][] =
      node.type === "array"
        ? (node.children ?? []).map((child, i) => [String(i), child])
        : (node.children ?? []).map(({ children }) => [children![0]!.value as string, children![1]!]);
    const read = new Map<string, { value: unknown; start: number; end: number }>();
    for (const [key, child] of members) {
      const member = this.build(child);
      Object.defineProperty(value, key, { value: member, writable: true, enumerable: true, configurable: true });
      read.set(key, { value: member, start: child.offset, end: child.offset + child.length });
    }
    this.sources.set(value, { start: node.offset, end: node.offset + node.length, members: read });
    return value;
  }

  private isUntouched(value: unknown): boolean {
    if (typeof value !== "object" || value === null) return true;
    const source = this.sources.get(value);
    const entries = Object.entries(value);
    return (
      source !== undefined &&
      entries.length === source.members.size &&
      entries.every(([key, member]) => source.members.get(key)?.value === member && this.isUntouched(member))
    );
  }

  private render(value: unknown, depth: number): string {
    if (typeof value !== "object" || value === null) return JSON.stringify(value);
    const rendered = this.rendered.get(value);
    if (rendered !== undefined) return rendered;
    const source = this.sources.get(value);
    if (source !== undefined && this.isUntouched(value)) return this.original.slice(source.start, source.end);
    const text = this.renderMembers(value, source, depth);
    if (Object.isFrozen(value)) this.rendered.set(value, text);
    return text;
  }

  private renderMembers(value: object, source: Source | undefined, depth: number): string {
    const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
    const entries = Object.entries(value).filter(([, member]) => member !== undefined);
    if (entries.length === 0) return open + close;
    const { indent, newline, comma, colon } = this.style;
    const parts = entries.map(([key, member]) => {
      const read = source?.members.get(key);
      const kept = read !== undefined && read.value === member && typeof member !== "object";
      const text = kept ? this.original.slice(read.start, read.end) : this.render(member, depth + 1);
      return newline + indent.repeat(depth + 1) + (Array.isArray(value) ? "" : JSON.stringify(key) + colon) + text;
    });
    return open + parts.join(comma) + newline + indent.repeat(depth) + close;
  }
}
