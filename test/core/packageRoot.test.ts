import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { packageRoot } from "../../src/core/packageRoot";

const folder = mkdtempSync(join(tmpdir(), "no-package-"));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("packageRoot says what is wrong with code that was copied out of its package", () => {
  cpSync(join(packageRoot(), "dist", "src", "core"), folder, { recursive: true });
  const copied = createRequire(__filename)(join(folder, "packageRoot.js")) as { packageRoot(): string };
  expect(() => copied.packageRoot()).toThrow("no package.json above");
});
