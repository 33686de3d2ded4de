import { spawn, type ChildProcess } from "node:child_process";
import type { KernelExit } from "./errors";

const TAIL_CHARACTERS = 4096;
const ownGroup = process.platform !== "win32";

/** A kernel's process, its own two streams, and the promise of its end. */
export interface KernelProcess {
  readonly pid: number;
  readonly exited: Promise<KernelExit>;
  /** The last characters that it wrote to stdout and stderr. */
  tail(): string;
  /** Sends a signal to the process and all that it started. */
  signal(signal: NodeJS.Signals): void;
}

/** Starts `command` in its own process group, so that a terminal's Ctrl+C reaches only the one who asked for the kernel. */
export function spawnKernel(command: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<KernelProcess> {
  const child: ChildProcess = spawn(command[0]!, command.slice(1), {
    cwd,
    env,
    detached: ownGroup,
    windowsHide: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let tail = "";
  for (const name of ["stdout", "stderr"] as const)
    child[name]?.setEncoding("utf8").on("data", (text: string) => (tail = (tail + text).slice(-TAIL_CHARACTERS)));
  const exited = new Promise<KernelExit>((resolve) => {
    child.once("exit", (code, signal) => resolveWhenRead(child, () => resolve({ code, signal, lastOutput: tail })));
  });
  const signal = (name: NodeJS.Signals): void => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    if (ownGroup) process.kill(-child.pid!, name);
    else child.kill(name);
  };
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("spawn", () => resolve({ pid: child.pid!, exited, tail: () => tail, signal }));
  });
}

/** After the exit what is still in the pipes is read, unless a grandchild holds them open. */
function resolveWhenRead(child: ChildProcess, done: () => void): void {
  const timer = setTimeout(done, 100);
  child.once("close", () => {
    clearTimeout(timer);
    done();
  });
}
