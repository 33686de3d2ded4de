import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { OutputError } from "quantum-attention";
import { checkWritableFolder, writeFileAtomic } from "../../src/core/files";

const folder = (): string => mkdtempSync(join(tmpdir(), "files-"));

/** Places that nobody, not even root, may write to. */
const CLOSED = [join("/dev", "null", "below"), ...(existsSync("/proc/version") ? ["/proc/version/below", "/proc/below", "/proc"] : [])];

describe("writeFileAtomic", () => {
  it("makes missing folders, replaces a file, and leaves nothing else behind", () => {
    const path = join(folder(), "a", "b", "file.txt");
    writeFileAtomic(path, "one");
    writeFileAtomic(path, "two");
    expect(readFileSync(path, "utf8")).toBe("two");
    expect(readdirSync(join(path, ".."))).toEqual(["file.txt"]);
  });

  it.each(CLOSED)("says at once that nothing can be written into %s", (closed) => {
    expect(() => writeFileAtomic(join(closed, "file.txt"), "text")).toThrow(OutputError);
  });

  it("keeps what was there when it fails", () => {
    const inside = folder();
    writeFileSync(join(inside, "file"), "kept");
    expect(() => writeFileAtomic(join(inside, "file", "below.txt"), "text")).toThrow(/cannot write .*below.txt/);
    expect(readFileSync(join(inside, "file"), "utf8")).toBe("kept");
    expect(readdirSync(inside)).toEqual(["file"]);
  });
});

describe("checkWritableFolder", () => {
  it("makes the folder and leaves it empty", () => {
    const wanted = join(folder(), "a", "b");
    checkWritableFolder("test", wanted);
    expect(readdirSync(wanted)).toEqual([]);
  });

  it.each(CLOSED)("refuses %s", (closed) => {
    expect(() => checkWritableFolder("test", closed)).toThrow(OutputError);
    expect(() => checkWritableFolder("test", closed)).toThrow(/^test: cannot write into the folder .* choose another with --out$/);
  });
});
