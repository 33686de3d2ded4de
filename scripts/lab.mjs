// Opens JupyterLab on notebooks/ with this project's kernel. Nothing is written into the user's own Jupyter folders.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { run } from "./run.mjs";

const MISSING = `JupyterLab was not found on PATH, nor uv or pipx to fetch it. Any of these is enough:
  uv (https://docs.astral.sh/uv/) or pipx: install it and run npm run lab again
  python3 -m pip install jupyterlab plotly   (plotly brings the renderer of live figures)`;

const works = (command, args) => run(command, args, { quiet: true }).status === 0;

/** The command that starts JupyterLab: the installed one, else through uv or pipx. */
function labCommand() {
  if (works("jupyter-lab", ["--version"])) return ["jupyter-lab"];
  if (works("uv", ["--version"])) return ["uv", "tool", "run", "--from", "jupyterlab", "--with", "plotly", "jupyter-lab"];
  if (works("pipx", ["--version"])) return ["pipx", "run", "--spec", "jupyterlab", "jupyter-lab"];
  return null;
}

const root = join(import.meta.dirname, "..");
const runner = join(root, "dist", "runner", "index.js");
const command = labCommand();
if (command === null || !existsSync(runner)) {
  console.error(command === null ? MISSING : "the package is not built yet: run npm ci (or npm run build) first");
  process.exit(3);
}
const prefix = join(root, ".cache", "jupyter");
const { name } = createRequire(import.meta.url)(runner).installKernelspec({ prefix });
const paths = [join(prefix, "share", "jupyter"), process.env.JUPYTER_PATH].filter((path) => path);
const [program, ...args] = [...command, `--ServerApp.root_dir=${join(root, "notebooks")}`, ...process.argv.slice(2)];
console.error(`${[program, ...args].join(" ")}\nthe notebooks run on the kernel "${name}"; Ctrl+C twice ends JupyterLab`);
const lab = spawn(program, args, { stdio: "inherit", env: { ...process.env, JUPYTER_PATH: paths.join(delimiter) } });
process.on("SIGINT", () => undefined); // JupyterLab asks whether it shall end
lab.once("exit", (code) => process.exit(code ?? 1));
