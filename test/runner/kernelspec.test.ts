import { mkdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { installKernelspec, kernelCommand, kernelName } from "../../runner/index";
import { chooseKernel } from "../../runner/kernels/chooseKernel";
import { tslabFingerprint } from "../../runner/kernel/tslabFingerprint";
import { emptyFolder, startTestKernel, valueOf } from "./kernelHarness";

describe("installKernelspec", () => {
  it("writes a kernel.json that starts this kernel from any folder", async () => {
    const prefix = emptyFolder();
    const { name, folder } = installKernelspec({ prefix });
    expect(folder).toBe(join(prefix, "share", "jupyter", "kernels", name));
    const spec = JSON.parse(readFileSync(join(folder, "kernel.json"), "utf8")) as {
      argv: string[];
      language: string;
      interrupt_mode: string;
    };
    expect(spec).toMatchObject({ argv: [...kernelCommand()], language: "typescript", interrupt_mode: "message" });
    const kernel = await startTestKernel({ command: spec.argv });
    const { outputs } = await kernel.execute(
      `import { Circuit } from "${kernelName()}"; import { existsSync } from "node:fs"; [typeof Circuit, existsSync("node_modules")].join()`,
    );
    expect(outputs.map((output) => (output.output_type === "error" ? output.evalue : output.output_type))).toEqual(["execute_result"]);
    expect(valueOf(outputs)).toBe("function,false");
  });

  it("starts it also for a project and a notebook whose paths have spaces and other letters", async () => {
    const prefix = join(emptyFolder(), "my project ü");
    const notebooks = join(emptyFolder(), "Meine Hefte ψ");
    mkdirSync(notebooks);
    const { name, folder } = installKernelspec({ prefix });
    const before = process.env.JUPYTER_PATH;
    process.env.JUPYTER_PATH = dirname(dirname(folder));
    const { command } = chooseKernel(name);
    if (before === undefined) delete process.env.JUPYTER_PATH;
    else process.env.JUPYTER_PATH = before;
    writeFileSync(join(notebooks, "own helper.ts"), "export const twice = (x: number): number => 2 * x;\n");
    const kernel = await startTestKernel({ command, cwd: notebooks });
    const { outputs } = await kernel.execute(
      `import { Circuit } from "${kernelName()}"; import { twice } from "./own helper"; [typeof Circuit, twice(3), process.cwd()].join()`,
    );
    expect(outputs.map((output) => (output.output_type === "error" ? output.evalue : output.output_type))).toEqual(["execute_result"]);
    expect(valueOf(outputs)).toBe(`function,6,${realpathSync(notebooks)}`);
  });

  it("uses the user's data folder by default and refuses two places", () => {
    const before = process.env.JUPYTER_DATA_DIR;
    process.env.JUPYTER_DATA_DIR = emptyFolder();
    expect(installKernelspec({ user: true }).folder).toBe(join(process.env.JUPYTER_DATA_DIR, "kernels", kernelName()));
    if (before === undefined) delete process.env.JUPYTER_DATA_DIR;
    else process.env.JUPYTER_DATA_DIR = before;
    expect(() => installKernelspec({ prefix: "/x", user: true })).toThrow("choose one");
  });
});

describe("the pinned tslab", () => {
  it("has the very functions that the kernel was written around", () => {
    expect(tslabFingerprint()).toEqual({
      "tslab createConverter": "9782bfb3dae78910",
      "tslab esModuleToCommonJSModule": "397741c4ff5506e7",
      "tslab createExecutor": "83bf5045b7870068",
      "tslab printQuickInfo": "f07d7fe735909bc5",
      "tslab display.raw": "c0d9e1caa21883fb",
      "typescript transpileModule": "20633b34c89e19b1",
      "typescript createWatchCompilerHost": "00c9e3b99f800a95",
      "typescript createWatchProgram": "3845aee400ec6f82",
    });
  });
});
