import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { packageRoot } from "../../src/core/packageRoot";
import { markdownBlocks } from "./codeBlocks";

const root = packageRoot();
const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: Record<string, string> };
const NPM_COMMANDS = ["ci", "cit", "install", "test", "start"];

/** Each command of a block's lines, without comments and variable settings: `a && b # note` gives two. */
function commandsOf(text: string): string[] {
  const lines = text.replaceAll("\\\n", " ").split("\n");
  const commands = lines.flatMap((line) => line.replace(/(^|\s)#.*$/, "").split("&&"));
  return commands.map((command) => command.trim().replace(/^([A-Z_]+=\S+\s+)+/, "")).filter((command) => command !== "");
}

function quantumAttention(args: readonly string[], cwd: string): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, "bin/quantum-attention.js"), ...args], {
    cwd,
    encoding: "utf8",
  });
  return { status, output: `${stdout}${stderr}` };
}

/** The subcommand's words: those before the first option or file. */
function subcommand(args: readonly string[]): string[] {
  const end = args.findIndex((arg) => !/^[a-z]+$/.test(arg));
  return end < 0 ? [...args] : args.slice(0, end);
}

const pages = ["README.md", "environment.md"].filter((file) => existsSync(join(root, file)));
const blocks = pages.flatMap((file) => markdownBlocks(root, file)).filter(({ info }) => /^sh( run)?$/.test(info));
const inline = pages.flatMap((file) =>
  [...readFileSync(join(root, file), "utf8").matchAll(/`(np[mx] [^`]+)`/g)].map((match) => ({ where: `${file}, inline`, text: match[1]! })),
);
const commands = [...blocks, ...inline].flatMap(({ where, text }) => commandsOf(text).map((command) => [where, command] as const));

describe("commands of README and environment.md", () => {
  it("are there", () => {
    expect(commands.length).toBeGreaterThan(5);
  });

  it.each(commands)("%s: %s exists with its options", (_where, command) => {
    const [program, first, ...rest] = command.split(/\s+/);
    if (program === "npm" && first === "run") expect(Object.keys(scripts)).toContain(rest[0]);
    else if (program === "npm") expect(NPM_COMMANDS).toContain(first);
    else if (program === "npx" && first === "quantum-attention") {
      const { status, output } = quantumAttention([...subcommand(rest), "--help"], root);
      expect(status).toBe(0);
      for (const option of rest.filter((word) => word.startsWith("--"))) expect(output).toContain(option.split("=")[0]);
    } else expect(["git", "cd"]).toContain(program);
  });

  it("that each command's help shows have the options that it lists", () => {
    for (const name of ["compare", "train", "replay", "expval", "draw", "doctor", "run", "trial", "mechanisms"]) {
      const { output } = quantumAttention([name, "--help"], root);
      const examples = [...output.matchAll(/\$ npx quantum-attention (.*)/g)].map((match) => match[1]!);
      expect(examples.length, name).toBeGreaterThan(0);
      const listed = output.split("Examples:")[0]!;
      for (const option of examples.flatMap((example) => example.match(/--[a-z-]+/g) ?? [])) expect(listed, name).toContain(option);
    }
  });

  const runnable = blocks.filter(({ info }) => info === "sh run");
  it.each(runnable.map(({ where, text }) => [where, text] as const))("%s runs as written", (_where, text) => {
    const folder = mkdtempSync(join(tmpdir(), "commands-"));
    for (const command of commandsOf(text)) {
      const { status, output } = quantumAttention(command.split(/\s+/).slice(2), folder);
      expect(output, command).not.toMatch(/Error/);
      expect(status, command).toBe(0);
    }
  });
});
