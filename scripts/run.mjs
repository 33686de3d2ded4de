// Runs another program for a script: shows its output, or keeps it; never through a shell, so that paths with spaces work.
import { spawnSync } from "node:child_process";

const WINDOWS_COMMANDS = new Set(["npm", "npx"]);

/** `{ status, output }`; `quiet` keeps the output instead of showing it. Status 127: the program is not there. */
export function run(command, args, { quiet = false, env = {}, cwd } = {}) {
  const shell = process.platform === "win32" && WINDOWS_COMMANDS.has(command);
  const result = spawnSync(command, args, {
    stdio: quiet ? ["ignore", "pipe", "pipe"] : ["ignore", "inherit", "inherit"],
    env: { ...process.env, ...env },
    cwd,
    shell,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  const output = `${result.stdout ?? ""}${result.stderr ?? ""}${result.error ? result.error.message : ""}`;
  return { status: result.error?.code === "ENOENT" ? 127 : (result.status ?? 1), output };
}

/** The value of `--name=value` or, for `--name` alone, true; undefined when it was not given. */
export function option(name) {
  const given = process.argv.slice(2).find((argument) => argument === `--${name}` || argument.startsWith(`--${name}=`));
  return given?.includes("=") ? given.slice(given.indexOf("=") + 1) : given && true;
}
