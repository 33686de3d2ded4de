import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EnvironmentError, exportFigure, FigureExporter, figureJson, saveFigure, withFigureExporter, type Figure } from "quantum-attention";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { needsWebgl } from "../../../src/figures/figure";

const line: Figure = { data: [{ x: [1, 2, 3], y: [3, 1, 2] }], layout: { title: { text: "⟨Z⟩ → α" }, width: 320, height: 240 } };
const heatmap: Figure = { data: [{ type: "heatmap", z: [[1, 2], [3, 4]] }], layout: { width: 200, height: 200 } }; // prettier-ignore
const newFolder = (): string => mkdtempSync(join(tmpdir(), "figures-"));
const pngSize = (png: Uint8Array): number[] => [16, 20].map((offset) => Buffer.from(png).readUInt32BE(offset));

const shared = new FigureExporter();
afterAll(() => shared.close());

describe("FigureExporter", () => {
  it("draws PNG and SVG of the figure's size", async () => {
    const { png, svg } = await shared.draw(line);
    expect(Buffer.from(png).subarray(1, 4).toString()).toBe("PNG");
    expect(pngSize(png)).toEqual([320, 240]);
    expect(svg).toMatch(/^<svg[^>]*width="320" height="240"/);
    expect(svg).toContain("⟨Z⟩ → α");
  });

  it("gives the same bytes whatever was drawn before, and in another browser", async () => {
    const first = await shared.draw(line);
    await shared.draw(heatmap);
    const again = await shared.draw(line);
    const elsewhere = await withFigureExporter((exporter) => exporter.draw(line));
    for (const { png, svg } of [again, elsewhere]) {
      expect(Buffer.compare(png, first.png)).toBe(0);
      expect(svg).toBe(first.svg);
    }
  });

  it("ends a figure that takes too long and goes on with a new browser", async () => {
    const endless: Figure = { data: [{ x: [0, 1], y: [0, 1] }], layout: { xaxis: { range: [0, 1], tickvals: endlessTicks() } } };
    await withFigureExporter(
      async (exporter) => {
        await expect(exporter.draw(endless)).rejects.toMatchObject({
          name: "FigureError",
          message: expect.stringContaining("2000 ms") as string,
        });
        expect(pngSize((await exporter.draw(heatmap)).png)).toEqual([200, 200]);
      },
      { timeoutMs: 2000 },
    );
  });

  it("leaves this process' environment alone", () => {
    for (const name of ["FONTCONFIG_FILE", "AWS_LAMBDA_JS_RUNTIME"]) expect(process.env[name]).toBeUndefined();
  });

  it("names a figure that is none", async () => {
    await expect(shared.draw({ data: {} } as unknown as Figure)).rejects.toThrow(/a figure is/);
    expect(() => new FigureExporter({ timeout: 3 } as never)).toThrow(/unknown option "timeout"/);
    await expect(shared.draw({ data: [], layout: { width: 0 } })).rejects.toThrow(/layout.width is 0/);
  });
});

describe("saveFigure", () => {
  it("writes the figure with its sidecar, PNG and SVG, and no other file", async () => {
    const folder = newFolder();
    const { files, missing } = await saveFigure(line, join(folder, "line"), { exporter: shared, sidecar: { seeds: [1, 2] } });
    expect(missing).toBeNull();
    expect(files).toEqual(["line.json", "line.png", "line.svg"].map((name) => join(folder, name)));
    expect(readdirSync(folder).sort()).toEqual(["line.json", "line.png", "line.svg"]);
    expect(JSON.parse(readFileSync(files[0]!, "utf8"))).toEqual({ ...line, seeds: [1, 2] });
  });

  it("refuses a sidecar that hides the figure", async () => {
    await expect(saveFigure(line, join(newFolder(), "line"), { sidecar: { data: 1 } })).rejects.toThrow(/would hide the figure's own/);
  });
});

describe("without a browser", () => {
  afterEach(() => delete process.env.QUANTUM_ATTENTION_BROWSER);

  it.each(["none", join(tmpdir(), "no-such-browser")])("%s: saveFigure writes the JSON and says how to get one", async (browser) => {
    process.env.QUANTUM_ATTENTION_BROWSER = browser;
    const folder = newFolder();
    const { files, missing } = await saveFigure(line, join(folder, "line"));
    expect(files).toEqual([join(folder, "line.json")]);
    expect(missing).toMatch(/install Chrome|unset it or name a browser/);
    await expect(exportFigure(line, { png: join(folder, "line.png") })).rejects.toBeInstanceOf(EnvironmentError);
    expect(existsSync(join(folder, "line.png"))).toBe(false);
  });

  it("removes pictures of an earlier figure, and keeps those of the same one", async () => {
    process.env.QUANTUM_ATTENTION_BROWSER = "none";
    const base = join(newFolder(), "line");
    const pictures = [`${base}.png`, `${base}.svg`];
    for (const path of pictures) writeFileSync(path, "an older picture");
    writeFileSync(`${base}.json`, JSON.stringify({ ...line, seeds: [1] }));
    const same = await saveFigure(line, base, { sidecar: { seeds: [2] } });
    expect(same.missing).not.toContain("removed");
    expect(pictures.every((path) => existsSync(path))).toBe(true);

    const { missing } = await saveFigure({ ...line, layout: { title: "another" } }, base);
    expect(missing).toContain(`removed ${pictures.join(" and ")}, which showed an earlier figure`);
    expect(readdirSync(join(base, ".."))).toEqual(["line.json"]);

    writeFileSync(pictures[0]!, "an older picture");
    await expect(exportFigure(line, { png: pictures[0]!, json: `${base}.json` })).rejects.toThrow(/removed .*line\.png/);
    expect(readdirSync(join(base, ".."))).toEqual(["line.json"]);
  });

  it("a program that is no browser: its reason is in the message", async () => {
    const path = join(newFolder(), "browser");
    writeFileSync(path, "#!/bin/sh\nexit 3\n", { mode: 0o755 });
    process.env.QUANTUM_ATTENTION_BROWSER = path;
    const { missing } = await saveFigure(line, join(newFolder(), "line"));
    expect(missing).toContain("none starts");
    expect(missing).toContain(path);
  });
});

describe("figureJson", () => {
  it("writes typed arrays as arrays and what is not finite as null", () => {
    const figure = { data: [{ y: new Float32Array([1, 0.5]), z: [[NaN, Infinity]] }], layout: {} };
    expect(figureJson(figure)).toBe('{"data":[{"y":[1,0.5],"z":[[null,null]]}],"layout":{}}');
  });

  it("knows which traces need WebGL", () => {
    const needs = (type: string): boolean => needsWebgl({ data: [{ type }], layout: {} });
    expect(["surface", "scatter3d", "scattergl", "mesh3d", "splom", "scattermap"].filter((type) => !needs(type))).toEqual([]);
    expect(["scatter", "heatmap", "bar", "violin", "treemap", "contour"].filter(needs)).toEqual([]);
  });
});

function endlessTicks(): number[] {
  return Array.from({ length: 200_000 }, (_, i) => i / 200_000);
}
