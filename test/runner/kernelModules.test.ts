import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { emptyFolder, failureOf, startTestKernel, valueOf } from "./kernelHarness";

it("a package that is installed, and built again, beside a live kernel is found without a restart", async () => {
  const cwd = emptyFolder();
  const kernel = await startTestKernel({ cwd });
  const modules = join(cwd, "node_modules");
  const install = (version: number): void => {
    const built = join(cwd, "built");
    mkdirSync(built);
    writeFileSync(join(built, "package.json"), JSON.stringify({ name: "fresh", main: "index.js", types: "index.d.ts" }));
    writeFileSync(join(built, "index.js"), `exports.version${version} = ${version};\n`);
    writeFileSync(join(built, "index.d.ts"), `export declare const version${version}: number;\n`);
    mkdirSync(modules, { recursive: true });
    rmSync(join(modules, "fresh"), { recursive: true, force: true });
    renameSync(built, join(modules, "fresh"));
  };
  const use = (version: number): string => `import { version${version} } from "fresh"; version${version}`;
  expect(await failureOf(kernel, use(1))).toMatchObject({
    ename: "TypeScriptError",
    evalue: expect.stringContaining("Cannot find module 'fresh'") as string,
  });
  install(1);
  // The compiler hears of files when the system says so: asked until it has; every other answer would stay.
  await expect.poll(async () => valueOf((await kernel.execute(use(1))).outputs), { timeout: 20_000 }).toBe("1");
  install(2);
  await expect
    .poll(async () => (await kernel.execute(use(1))).error?.evalue, { timeout: 20_000 })
    .toMatch(/no exported member.*'version1'/);
  expect(valueOf((await kernel.execute("1 + 1")).outputs)).toBe("2");
});
