import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { kernelName } from "../../runner/index";
import { packageRoot } from "../../src/core/packageRoot";
import { emptyFolder } from "./kernelHarness";

const lab = (path: string, ...args: string[]): ReturnType<typeof spawnSync> =>
  spawnSync(process.execPath, [join(packageRoot(), "scripts", "lab.mjs"), ...args], { env: { PATH: path }, encoding: "utf8" });

describe("npm run lab", () => {
  it("says how to get JupyterLab where there is none", () => {
    const { status, stderr } = lab(emptyFolder());
    expect(status).toBe(3);
    expect(stderr).toMatch(/uv .* or pipx/);
    expect(stderr).toContain("pip install jupyterlab");
  });

  it("starts the one on PATH on notebooks/, with this kernel", () => {
    const folder = emptyFolder();
    const fake = join(folder, "jupyter-lab");
    writeFileSync(fake, `#!${process.execPath}\nconsole.log(process.argv.slice(2).join(" "));\nconsole.log(process.env.JUPYTER_PATH);\n`);
    chmodSync(fake, 0o755);
    const { status, stdout } = lab([folder, dirname(process.execPath)].join(":"), "--no-browser");
    const [args, jupyterPath] = String(stdout).trim().split("\n");
    expect(status).toBe(0);
    expect(args).toBe(`--ServerApp.root_dir=${join(packageRoot(), "notebooks")} --no-browser`);
    expect(existsSync(join(jupyterPath!, "kernels", kernelName(), "kernel.json"))).toBe(true);
  });
});
