import { readFileSync } from "node:fs";
import { join } from "node:path";
import { markdownBlocks } from "./codeBlocks";

/** Whatever begins with one of these is a command, also in the middle of a sentence. */
const PROGRAMS = /^(npm|npx|node|git|cd|curl|gzip|gunzip|tar|jupyter|pip|pipx|uv|python3?|brew|apt|apt-get) \S|^\.ci\/run\b/;

/** Each command of some lines, without comments: `a && b # note` gives two. */
function commandsIn(text: string): string[] {
  const lines = text.replaceAll("\\\n", " ").split("\n");
  const commands = lines.flatMap((line) => line.replace(/(^|\s)#.*$/, "").split("&&"));
  return commands.map((command) => command.trim()).filter((command) => command !== "");
}

/** What the page's table of commands has in its first column, as it is typed. */
function tableCommands(page: string): string[] {
  const [, table = ""] = page.match(/^\| command \|.*\n\|[ -|]*\n((?:\|.*\n)+)/m) ?? [];
  const cells = table.split("\n").map((row) => row.split("|")[1] ?? "");
  return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)]).map(([, command]) => `npx quantum-attention ${command}`);
}

/** Every command of a Markdown page: of its `sh` blocks, of its sentences and of its table of commands. */
export function pageCommands(root: string, file: string): Set<string> {
  const page = readFileSync(join(root, file), "utf8");
  const blocks = markdownBlocks(root, file).filter(({ info }) => /^(sh|bash|shell|console)\b/.test(info));
  const prose = page.replace(/^```[\s\S]*?^```/gm, "");
  const inline = [...prose.matchAll(/`([^`\n]+)`/g)].map(([, text]) => text!).filter((text) => PROGRAMS.test(text));
  return new Set([...blocks.flatMap(({ text }) => commandsIn(text)), ...inline.flatMap(commandsIn), ...tableCommands(page)]);
}
