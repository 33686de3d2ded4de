// The runner's time over the kernel's own, and beside nbclient's with the same kernel: the same notebooks, in turns, in one run.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { installKernelspec, Kernel, kernelCommand, kernelName, runNotebooks } from "../runner/index";
import type { Benchmark } from "./benchmark";
import { writeWorkload } from "./runnerWorkload";

const PYTHON = resolve(".venv/conformance", process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
const NBCLIENT = `
import sys, time, nbformat
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], 4)
began = time.perf_counter()
NotebookClient(notebook, resources={"metadata": {"path": sys.argv[2]}}).execute()
nbformat.write(notebook, sys.argv[3])
print(time.perf_counter() - began)
`;

const secondsSince = (began: number): number => (performance.now() - began) / 1000;
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

/** Start, cells, end: nothing but the kernel, asked by the barest client. */
async function kernelAlone(cells: readonly string[], cwd: string): Promise<{ start: number; end: number; total: number }> {
  const began = performance.now();
  const kernel = await Kernel.start({ command: kernelCommand(), cwd });
  let start = 0;
  for (const cell of cells) {
    const { status } = await kernel.execute(cell);
    if (status !== "ok") throw new Error(`bench: a cell failed: ${cell}`);
    start ||= secondsSince(began);
  }
  const ending = performance.now();
  await kernel.shutdown();
  return { start, end: secondsSince(ending), total: secondsSince(began) };
}

/** All of it, and what of it the runner waited for the kernel's start and the cells. */
async function withRunner(path: string, outputDir: string): Promise<{ waited: number; total: number }> {
  const began = performance.now();
  const { status, notebooks } = await runNotebooks([path], { outputDir, force: true });
  const [notebook] = notebooks;
  if (status !== "passed" || notebook === undefined) throw new Error(`bench: ${path} ended as ${status}`);
  return { waited: notebook.startSeconds + notebook.cellSeconds, total: secondsSince(began) };
}

function withNbclient(path: string, outputDir: string): number | null {
  if (!existsSync(PYTHON)) return null;
  const { status, stdout, stderr } = spawnSync(PYTHON, ["-c", NBCLIENT, path, dirname(path), join(outputDir, "nbclient.ipynb")], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`bench: nbclient failed: ${stderr.slice(-1000)}`);
  return Number(stdout.trim().split("\n").at(-1));
}

const leastOf = (values: readonly number[]): number => Math.min(...values);

/**
 * `npm run bench -- --only runner`; nbclient joins when `npm run test:clients` has made its environment. All take turns, and what each
 * needs at least is compared: other work on the machine only ever adds. `outsidePercent` is the steadier look from inside: what of a
 * run is neither the kernel's start nor a cell nor the kernel's end.
 */
export const benchmark: Benchmark = {
  name: "runner",
  async run({ quick }, report) {
    if (existsSync(PYTHON)) installKernelspec({ prefix: dirname(dirname(PYTHON)) });
    const starts: number[] = [];
    for (const { name, path, cells } of writeWorkload(kernelName())) {
      const out = mkdtempSync(join(tmpdir(), "runner-bench-"));
      const alone: number[] = [];
      const runner: number[] = [];
      const outside: number[] = [];
      const nbclient: number[] = [];
      const turns = quick ? 2 : 11;
      for (let turn = 0; turn < turns; turn++) {
        const kernel = await kernelAlone(cells, dirname(path));
        if (name === "small") starts.push(kernel.start);
        alone.push(kernel.total);
        const { waited, total } = await withRunner(path, out);
        runner.push(total);
        outside.push((total - waited - kernel.end) / (waited + kernel.end));
        const python = withNbclient(path, out);
        if (python !== null) nbclient.push(python);
      }
      const times = { kernelSeconds: leastOf(alone), runnerSeconds: leastOf(runner) };
      const peer = nbclient.length === 0 ? null : leastOf(nbclient);
      report({
        name: `runner ${name}`,
        ...times,
        overheadPercent: 100 * (times.runnerSeconds / times.kernelSeconds - 1),
        outsidePercent: 100 * median(outside),
        nbclientSeconds: peer,
        nbclientOverRunner: peer === null ? null : peer / times.runnerSeconds,
        runs: turns,
      });
    }
    report({ name: "kernel start to the first cell's answer", seconds: median(starts), runs: starts.length });
  },
};
