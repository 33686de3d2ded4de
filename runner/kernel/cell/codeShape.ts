import type { JsonObject } from "../../protocol/message";
import { requireFromTslab } from "../tslabFiles";

interface ParseDiagnostic {
  readonly start: number;
  readonly length: number;
  readonly code: number;
}
interface SyntaxNode {
  readonly kind: number;
  readonly awaitModifier?: unknown;
}
interface Parser {
  createSourceFile(name: string, text: string, target: number): SyntaxNode & { parseDiagnostics?: readonly ParseDiagnostic[] };
  forEachChild(node: SyntaxNode, visit: (child: SyntaxNode) => boolean): boolean | undefined;
  isFunctionLike(node: SyntaxNode): boolean;
  isClassLike(node: SyntaxNode): boolean;
  readonly ScriptTarget: { readonly ESNext: number };
  readonly SyntaxKind: { readonly AwaitExpression: number };
}

const parser = (): Parser => requireFromTslab("@tslab/typescript-for-tslab") as Parser;

const PREFIX = "export {};"; // a module, so that await stands at its top level
const UNTERMINATED_TEMPLATE = 1160;
const UNTERMINATED_COMMENT = 1010;

/** Whether a console should run the code, wait for more lines, or show that no more lines will help. */
export function isComplete(code: string): JsonObject {
  const ts = parser();
  const text = PREFIX + code;
  const [first] = ts.createSourceFile("cell.ts", text, ts.ScriptTarget.ESNext).parseDiagnostics ?? [];
  if (first === undefined) return { status: "complete" };
  const atEnd = first.start + first.length >= text.trimEnd().length && first.start >= text.trimEnd().length;
  if (atEnd || first.code === UNTERMINATED_TEMPLATE || first.code === UNTERMINATED_COMMENT)
    return { status: "incomplete", indent: indentAfter(code) };
  return { status: "invalid" };
}

/** Whether the code awaits outside of all functions and classes. */
export function awaitsAtTop(code: string): boolean {
  if (!/\bawait\b/.test(code)) return false;
  const ts = parser();
  const visit = (node: SyntaxNode): boolean => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return false;
    if (node.kind === ts.SyntaxKind.AwaitExpression || node.awaitModifier !== undefined) return true;
    return ts.forEachChild(node, visit) === true;
  };
  return visit(ts.createSourceFile("cell.ts", PREFIX + code, ts.ScriptTarget.ESNext));
}

function indentAfter(code: string): string {
  const line = code.slice(code.lastIndexOf("\n") + 1);
  const indent = /^\s*/.exec(line)![0];
  return /[{([]\s*$/.test(line) ? `${indent}  ` : indent;
}
