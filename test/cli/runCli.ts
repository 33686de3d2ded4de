import { spawnSync } from "node:child_process";
import { resolve } from "node:path";

export interface CliRun {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** The last line of standard output, parsed: what `--json` promises. */
  json<T>(): T;
}

/** Runs the built command line. */
export function runCli(args: readonly string[], options: { cwd?: string; env?: Record<string, string> } = {}): CliRun {
  const bin = resolve(__dirname, "../../bin/quantum-attention.js");
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
    encoding: "utf8",
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    maxBuffer: 64 * 1024 * 1024,
  });
  return { code: status, out: stdout, err: stderr, json: <T>() => JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "") as T };
}
