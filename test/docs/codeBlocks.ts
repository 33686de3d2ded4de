import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/** A fenced block: where it stands, its language and what follows that word, its text. */
export interface CodeBlock {
  /** `file:line`, the line counted from 1. */
  readonly where: string;
  /** The words after the fence: `ts`, `sh`, `json`. */
  readonly info: string;
  readonly text: string;
}

/** All fenced blocks of some lines of text; `offset` lines stand before them in the file. */
function blocksIn(file: string, lines: readonly string[], offset: number): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let start = -1;
  lines.forEach((line, i) => {
    const fence = line.match(/^\s*```(.*)$/);
    if (fence === null) return;
    if (start < 0) {
      start = i;
      return;
    }
    const info = lines[start]!.trim().slice(3).trim();
    blocks.push({ where: `${file}:${offset + start + 1}`, info, text: lines.slice(start + 1, i).join("\n") });
    start = -1;
  });
  return blocks;
}

/** The fenced blocks of a Markdown file. */
export function markdownBlocks(root: string, file: string): CodeBlock[] {
  return blocksIn(file, readFileSync(join(root, file), "utf8").split("\n"), 0);
}

/**
 * The TypeScript examples of a Markdown file, each with the calls that stand as code in the sentences after it, such as `ready()`: they
 * may use what the example has made.
 */
export function markdownExamples(root: string, file: string): CodeBlock[] {
  const page = readFileSync(join(root, file), "utf8");
  const [, ...sections] = page.split(/^```ts$/m);
  const blocks = markdownBlocks(root, file).filter(({ info }) => info === "ts");
  return blocks.map((block, i) => {
    const sentences = sections[i]!.replace(/^[\s\S]*?^```$/m, "").replace(/^```[\s\S]*?^```$/gm, "");
    const calls = [...sentences.matchAll(/`((?:await )?[a-z]\w*\([^`]*\))`/g)].map(([, call]) => call!);
    return { ...block, text: [block.text, ...calls].join("\n") };
  });
}

/** The fenced blocks of every doc comment in the TypeScript files under `folder`. */
export function docCommentBlocks(root: string, folder: string): CodeBlock[] {
  const files = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).filter((name) => /(?<!\.generated)\.ts$/.test(name));
  return files.sort().flatMap((name) => {
    const path = join(root, folder, name);
    const text = readFileSync(path, "utf8");
    return [...text.matchAll(/\/\*\*[\s\S]*?\*\//g)].flatMap((comment) => {
      const offset = text.slice(0, comment.index).split("\n").length - 1;
      const lines = comment[0].split("\n").map((line) => line.replace(/^\s*\* ?/, ""));
      return blocksIn(relative(root, path).replaceAll("\\", "/"), lines, offset);
    });
  });
}
