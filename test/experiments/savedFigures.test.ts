import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { DataError, gradientCostFigure, gradientCosts, redrawFigures, saveFigure } from "quantum-attention";

const folder = mkdtempSync(join(tmpdir(), "figures-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("redrawFigures", () => {
  it("draws from the results, from the stored figure where no function is known, and says what changed", async () => {
    const result = gradientCosts({ nQubits: 2, layers: [1, 2] });
    const figure = gradientCostFigure(result, { note: "smoke size" });
    await saveFigure(figure, join(folder, "gradient_costs"), { sidecar: { result, note: "smoke size" } });
    await saveFigure({ data: [{ y: [1, 2] }], layout: {} }, join(folder, "unknown"), { sidecar: { result: {} } });
    const painted = { ...figure, data: figure.data.slice(1) };
    await saveFigure(painted, join(folder, "gradient_costs_of_another_time"), { sidecar: { result } });
    writeFileSync(join(folder, "notes.json"), "{}");
    const before = readFileSync(join(folder, "gradient_costs.json"), "utf8");

    const redrawn = await redrawFigures(folder);
    expect(redrawn.map(({ name, drawnFrom, unchanged }) => ({ name, drawnFrom, unchanged }))).toEqual([
      { name: "gradient_costs", drawnFrom: "result", unchanged: true },
      { name: "gradient_costs_of_another_time", drawnFrom: "stored figure", unchanged: true },
      { name: "unknown", drawnFrom: "stored figure", unchanged: true },
    ]);
    expect(readFileSync(join(folder, "gradient_costs.json"), "utf8")).toBe(before);

    writeFileSync(join(folder, "gradient_costs.json"), JSON.stringify({ ...painted, result }));
    expect((await redrawFigures(folder))[0]).toMatchObject({ drawnFrom: "result", unchanged: false });
  });

  it("refuses a folder that is not there and a file that is no JSON", async () => {
    await expect(redrawFigures(join(folder, "nowhere"))).rejects.toThrow(DataError);
    writeFileSync(join(folder, "broken.json"), "{");
    await expect(redrawFigures(folder)).rejects.toThrow(DataError);
  });
});
