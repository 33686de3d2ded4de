import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CodeCell } from "../../runner/notebook/notebook";
import { parseNotebook } from "../../runner/notebook/notebookFile";
import { sameOutputs, storeOutputs } from "../../runner/notebook/storedOutputs";
import { notebookText } from "./notebookFiles";

const WORDS = notebookText([{ source: "# Text", markdown: true }, "const a = 1;\na", { source: "a + 1", tags: ["one", "two"] }]);

describe("a notebook file", () => {
  it.each([
    ["as Jupyter writes it", WORDS],
    ["without a last line end", WORDS.trimEnd()],
    ["with four spaces", JSON.stringify(JSON.parse(WORDS), null, 4)],
    ["with tabs", `${JSON.stringify(JSON.parse(WORDS), null, "\t")}\n\n`],
    ["on one line", JSON.stringify(JSON.parse(WORDS))],
    ["with Windows line ends", WORDS.replaceAll("\n", "\r\n")],
    ["with a byte order mark", `\uFEFF${WORDS}`],
    [
      "with numbers that JavaScript would change",
      WORDS.replace('"nbformat": 4,', '"big": 12345678901234567890, "x": 1.0, "y": 1e5, "nbformat": 4,'),
    ],
    ["with escapes", WORDS.replace("# Text", "\\u00e9 \\/ \\ud83d\\ude00")],
    ["with fields that nobody knows", WORDS.replace('"tags"', '"odd": {"z": [1,  2], "a": {}}, "tags"')],
  ])("%s comes back byte for byte", (_, text) => {
    expect(parseNotebook("x.ipynb", text).text()).toBe(text);
  });

  it("changes only where its value changes, in its own style", () => {
    const text = WORDS.replace('"nbformat": 4,', '"big": 12345678901234567890,\n "nbformat": 4,').replaceAll("\n", "\r\n");
    const file = parseNotebook("x.ipynb", text);
    (file.notebook.cells[1] as CodeCell).execution_count = 7;
    (file.notebook.cells[1] as CodeCell).outputs = storeOutputs([{ output_type: "stream", name: "stdout", text: "a\nb" }]);
    const expected = text
      .replace('"execution_count": null', '"execution_count": 7')
      .replace(
        '"outputs": []',
        [
          '"outputs": [',
          "    {",
          '     "name": "stdout",',
          '     "output_type": "stream",',
          '     "text": [',
          '      "a\\n",',
          '      "b"',
          "     ]",
          "    }",
          "   ]",
        ].join("\r\n"),
      );
    expect(file.text()).toBe(expected);
  });

  it("keeps any JSON metadata in any layout, whatever else changes", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 1, 2, "\t"), (extra, indent) => {
        const notebook = { ...(JSON.parse(WORDS) as object), extra };
        const text = JSON.stringify(notebook, null, indent);
        const file = parseNotebook("x.ipynb", text);
        expect(file.text()).toBe(text);
        (file.notebook.cells[2] as CodeCell).execution_count = 1;
        const changed = JSON.parse(text) as { cells: CodeCell[] };
        changed.cells[2]!.execution_count = 1;
        expect(file.text()).toBe(JSON.stringify(changed, null, indent));
      }),
      { seed: 5, numRuns: 200 },
    );
  });

  it("of an older minor version gets cell ids, the same ones every time", () => {
    const old = WORDS.replace(/ +"id": .*\n/g, "").replace('"nbformat_minor": 5', '"nbformat_minor": 2');
    const file = parseNotebook("x.ipynb", old);
    expect(file.notebook.nbformat_minor).toBe(5);
    expect(file.notebook.cells.map(({ id }) => id)).toEqual(parseNotebook("y.ipynb", old).notebook.cells.map(({ id }) => id));
    expect(() => parseNotebook("z.ipynb", file.text())).not.toThrow();
  });

  it.each([
    ["is not JSON", "{", /x.ipynb is not JSON/],
    ["is no object", "[]", /must be object/],
    ["is nbformat 3", WORDS.replace('"nbformat": 4', '"nbformat": 3'), /is of nbformat 3.5, only 4.0 to 4.5 are read/],
    ["has a cell of no known kind", WORDS.replace('"markdown"', '"heading"'), /\/cells\/0/],
    ["has an output of no known kind", WORDS.replace('"outputs": []', '"outputs": [{"output_type": "smell"}]'), /\/cells\/1\/outputs\/0/],
    ["has a stream without text", WORDS.replace('"outputs": []', '"outputs": [{"output_type": "stream", "name": "stdout"}]'), /text/],
    ["lacks an id", WORDS.replace('"id": "cell-1",', ""), /must have required property 'id'/],
    ["has an id twice", WORDS.replace("cell-1", "cell-2"), /two cells with the id "cell-2"/],
    ["has a limit of no seconds", WORDS.replace('"tags"', '"execution": {"timeout": 0}, "tags"'), /execution\/timeout must be > 0/],
  ])("that %s is refused, saying where", (_, text, message) => {
    expect(() => parseNotebook("x.ipynb", text)).toThrow(
      expect.objectContaining({ name: "DataError", message: expect.stringMatching(message) as string }),
    );
  });
});

describe("stored outputs", () => {
  it("are split as Jupyter splits them, and are the same however they are split", () => {
    const data = { "text/plain": "a\nb", "image/png": "aGk=\n", "image/svg+xml": "<svg>\n</svg>", "application/json": ["a", "b"] };
    const [stored] = storeOutputs([{ output_type: "display_data", data, metadata: {} }]);
    expect(stored).toEqual({
      output_type: "display_data",
      metadata: {},
      data: { ...data, "text/plain": ["a\n", "b"], "image/svg+xml": ["<svg>\n", "</svg>"] },
    });
    expect(sameOutputs([stored!], [{ output_type: "display_data", data, metadata: {} }])).toBe(true);
    const other = { output_type: "display_data", data: { ...data, "text/plain": "a\nc" }, metadata: {} };
    expect(sameOutputs([stored!], [other])).toBe(false);
  });
});
