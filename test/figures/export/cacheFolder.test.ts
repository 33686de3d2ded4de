import { existsSync, mkdtempSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { cacheFolder } from "../../../src/figures/export/cacheFolder";

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("cacheFolder", () => {
  it("makes a private folder of this user where none was", () => {
    const base = join(mkdtempSync(join(tmpdir(), "cache-")), "a", "b");
    vi.stubEnv("XDG_CACHE_HOME", base);
    expect(cacheFolder()).toBe(join(base, "quantum-attention"));
    if (process.platform !== "win32") expect(statSync(join(base, "quantum-attention")).mode & 0o777).toBe(0o700);
  });

  it.each([join("/dev", "null"), ...(existsSync("/proc/version") ? ["/proc", "/proc/none"] : [])])(
    "takes the temporary folder at once when nothing can be made below %s",
    (closed) => {
      vi.stubEnv("XDG_CACHE_HOME", closed);
      expect(cacheFolder().startsWith(tmpdir())).toBe(true);
    },
  );
});
