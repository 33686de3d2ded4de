// A virtual environment with Jupyter's own clients, made once for each list of requirements.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../run.mjs";

const requirements = fileURLToPath(new URL("requirements.txt", import.meta.url));
const folder = join(".venv", "conformance");
const bin = join(folder, process.platform === "win32" ? "Scripts" : "bin");
const marker = join(folder, "requirements.sha256");

const works = (command, args) => run(command, args, { quiet: true }).status === 0;

function install() {
  rmSync(folder, { recursive: true, force: true });
  const uv = works("uv", ["--version"]);
  const python = uv
    ? undefined
    : ["python3", "python", "py"].find((name) => works(name, ["-c", "import sys; assert sys.version_info >= (3, 10)"]));
  if (!uv && python === undefined)
    throw new Error("the notebook clients need Python 3.10 or later (or uv) on PATH; install one, or pass --without-python");
  const steps = uv
    ? [
        ["uv", ["venv", "--quiet", folder]],
        ["uv", ["pip", "install", "--quiet", "--python", join(bin, "python"), "-r", requirements]],
      ]
    : [
        [python, ["-m", "venv", folder]],
        [join(bin, "python"), ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements]],
      ];
  for (const [command, args] of steps) {
    const { status, output } = run(command, args, { quiet: true });
    if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed:\n${output.slice(-2000)}`);
  }
}

/** `{ bin, env, kernel }`: where the clients are, what to set for them, and the name of the kernel installed beside them. */
export function pythonEnvironment() {
  const wanted = createHash("sha256").update(readFileSync(requirements)).digest("hex");
  if (!existsSync(marker) || readFileSync(marker, "utf8") !== wanted) {
    install();
    writeFileSync(marker, wanted);
  }
  const { installKernelspec } = createRequire(import.meta.url)("../../dist/runner/index.js");
  const { name } = installKernelspec({ prefix: folder });
  const env = {
    PATH: `${bin}${delimiter}${process.env.PATH}`,
    PYTHONDONTWRITEBYTECODE: "1",
    PYTHONWARNINGS: "ignore",
    JUPYTER_PLATFORM_DIRS: "1",
    PYDEVD_DISABLE_FILE_VALIDATION: "1",
  };
  return { bin, env, kernel: name };
}
