import { describe, expect, it } from "vitest";
import { compareOutputs } from "./compareOutputs";
import { notebookOutputs, PLOTLY, type StoredNotebook } from "./notebookOutputs";

const tolerance = { absolute: 1e-4, relative: 1e-3 };
const figure = (y: number[], name = "loss") => ({ data: [{ type: "scatter", name, y }], title: "Losses" });
const run = (text: string, shown: object = figure([1, 2, 3])) => [{ cell: "a", outputs: [text, { ...shown }] }];

describe("comparing the outputs of two runs", () => {
  it("takes equal runs, and numbers within the tolerance, however wide their columns are", () => {
    expect(compareOutputs(run("loss 0.12345 after 10"), run("loss  0.1235 after 10", figure([1.0005, 2, 3])), tolerance)).toEqual([]);
    expect(compareOutputs(run("error 3.1e-16"), run("error 1.2e-17"), tolerance)).toEqual([]);
  });

  it.each([
    ["a number in a text", run("loss 0.12"), run("loss 0.13")],
    ["a sign", run("loss 0.12"), run("loss -0.12")],
    ["a word", run("loss 0.12"), run("cost 0.12")],
    ["one more number", run("0.12"), run("0.12 0.12")],
    ["a value of a figure", run(""), run("", figure([1, 2, 3.1]))],
    ["a missing point", run(""), run("", figure([1, 2]))],
    ["a name", run(""), run("", figure([1, 2, 3], "accuracy"))],
    ["a missing output", run(""), [{ cell: "a", outputs: [""] }]],
    ["a missing cell", run(""), []],
  ])("notices %s", (_what, expected, actual) => {
    expect(compareOutputs(expected, actual, tolerance)).toHaveLength(1);
  });

  it("reads texts, errors and figures of the cells that a person wrote", () => {
    const code = { cell_type: "code" as const, source: "", metadata: {} };
    const outputs = [
      { output_type: "stream", text: ["one\n", "two"] },
      { output_type: "error", ename: "TypeError", evalue: "no" },
      { output_type: "display_data", data: { [PLOTLY]: { data: [{ y: [1 / 3, 2] }], layout: { title: "T", width: 800 } }, "text/plain": "F" } },
      { output_type: "execute_result", data: { "text/html": "<b>", "text/plain": "4" } },
    ];
    const notebook: StoredNotebook = {
      metadata: {},
      cells: [
        { ...code, id: "a", cell_type: "markdown" },
        { ...code, id: "b", outputs },
        { ...code, id: "c", metadata: { tags: ["injected-parameters"] } },
      ],
    };
    const shown = ["one\ntwo", "TypeError: no", { data: [{ y: [0.3333, 2] }], title: "T" }, "4"];
    expect(notebookOutputs(notebook)).toEqual([{ cell: "b", outputs: shown }]);
  });
});
