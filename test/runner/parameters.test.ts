import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseAssignment, readParameterFile, type GivenParameters } from "../../runner/index";
import { joinText } from "../../runner/notebook/notebook";
import { parseNotebook } from "../../runner/notebook/notebookFile";
import { declaredParameters } from "../../runner/parameters/declaredParameters";
import { injectParameters } from "../../runner/parameters/injectParameters";
import { parameterValues } from "../../runner/parameters/parameterValues";
import { notebookText, testFolder } from "./notebookFiles";

const CELL = `type Size = "smoke" | "full";
interface Point { x: number; label?: string }
const size: Size = "full";
let epochs = 10;
const name: string = "run", quick = false;
const rates = [0.1, 0.2];
const kind = "a" as "a" | "b";
const limit: number | null = null;
const point: Point = { x: 1 };`;

async function inject(given: GivenParameters, cells = ["1", { source: CELL, tags: ["parameters"] }, "epochs"]): Promise<string[]> {
  const file = parseNotebook("x.ipynb", notebookText(cells));
  await injectParameters(file.notebook, parameterValues(given), "x.ipynb");
  parseNotebook("again.ipynb", file.text());
  return file.notebook.cells.map(({ source }) => joinText(source));
}

const injected = async (texts: Record<string, string>): Promise<string | undefined> => (await inject({ texts }))[2];

describe("declared parameters", () => {
  it("have the declared type, or the one that the value has", () => {
    expect(declaredParameters(CELL).map(({ name, keyword, type }) => `${keyword} ${name}: ${type}`)).toEqual([
      "const size: Size",
      "let epochs: number",
      "const name: string",
      "const quick: boolean",
      "const rates: number[]",
      'const kind: "a" | "b"',
      "const limit: number | null",
      "const point: Point",
    ]);
  });
});

describe("injected parameters", () => {
  it("follow the tagged cell as typed TypeScript, in the order of their declaration", async () => {
    expect(await inject({ values: { epochs: 3 }, texts: { size: "smoke" } })).toEqual([
      "1",
      CELL,
      'const size: Size = "smoke";\nlet epochs: number = 3;',
      "epochs",
    ]);
  });

  it.each([
    ["epochs", "3", "let epochs: number = 3;"],
    ["epochs", "1e-3", "let epochs: number = 0.001;"],
    ["name", "5", 'const name: string = "5";'],
    ["name", 'a "b" \\', 'const name: string = "a \\"b\\" \\\\";'],
    ["quick", "true", "const quick: boolean = true;"],
    ["rates", "[1, 2]", "const rates: number[] = [1,2];"],
    ["kind", "b", 'const kind: "a" | "b" = "b";'],
    ["limit", "null", "const limit: number | null = null;"],
    ["point", '{"x": 2, "label": "p"}', 'const point: Point = {"x":2,"label":"p"};'],
  ])("read %s=%s by its type", async (name, text, source) => {
    expect(await injected({ [name]: text })).toBe(source);
  });

  it.each([
    ["size", "big", /declared as Size, got "big"/],
    ["epochs", "many", /declared as number, got "many" \(Type 'string' is not assignable/],
    ["quick", "1", /declared as boolean, got 1/],
    ["rates", '["a"]', /declared as number\[\], got \["a"\]/],
    ["limit", "none", /number \| null/],
    ["point", '{"x": 1, "y": 2}', /does not exist in type 'Point'/],
    ["epoch", "3", /declares no parameter epoch; its parameters are size, epochs/],
  ])("refuse %s=%s", async (name, text, message) => {
    await expect(injected({ [name]: text })).rejects.toThrow(
      expect.objectContaining({ name: "ArgumentError", message: expect.stringMatching(message) as string }),
    );
  });

  it("replace those of an earlier run, wherever they stand", async () => {
    const old = { source: "let epochs: number = 99;", tags: ["injected-parameters"] };
    const tagged = { source: CELL, tags: ["parameters"] };
    expect(await inject({ values: { epochs: 3 } }, [tagged, old, "epochs", old] as never)).toEqual([
      CELL,
      "let epochs: number = 3;",
      "epochs",
    ]);
    expect(await inject({}, [tagged, old] as never)).toEqual([CELL, old.source]);
  });

  it("need a tagged cell", async () => {
    await expect(inject({ values: { epochs: 3 } }, ["let epochs = 1"])).rejects.toThrow(
      /x.ipynb has no code cell tagged "parameters", so epochs cannot be set/,
    );
  });
});

describe("given parameters", () => {
  it("are name=value, with anything in the value", () => {
    expect(parseAssignment("a=b=c\n")).toEqual(["a", "b=c\n"]);
    expect(parseAssignment("a=")).toEqual(["a", ""]);
    for (const text of ["a", "=b", "a b=c", "1a=2"]) expect(() => parseAssignment(text)).toThrow("-p takes name=value");
  });

  it("come from a file with one JSON object", () => {
    const file = join(testFolder(), "p.json");
    writeFileSync(file, '{"epochs": 3}');
    expect(readParameterFile(file)).toEqual({ epochs: 3 });
    writeFileSync(file, "[3]");
    expect(() => readParameterFile(file)).toThrow("must hold one JSON object");
    expect(() => readParameterFile(`${file}.no`)).toThrow("cannot be read");
  });
});
