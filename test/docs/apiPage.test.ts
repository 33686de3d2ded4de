import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as library from "quantum-attention";
import { packageRoot } from "../../src/core/packageRoot";

const page = readFileSync(join(packageRoot(), "docs/api.md"), "utf8");
const rows = [...page.matchAll(/^\| `(\w+)` \| (.*) \|$/gm)].map(([, name, text]) => ({ name: name!, text: text! }));

describe("docs/api.md", () => {
  it("has every exported function, class and constant once", () => {
    expect(rows.map(({ name }) => name).sort()).toEqual(Object.keys(library).sort());
  });

  it("says of each what it is", () => {
    expect(rows.filter(({ text }) => text === "").map(({ name }) => name)).toEqual([]);
  });
});
