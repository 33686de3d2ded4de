import { afterEach, describe, expect, it, vi } from "vitest";
import { circuit, display, drawSvg, drawText, inNotebook, progressLine, type Figure } from "quantum-attention";
import { isFrame, tableBundle } from "../../src/notebook/tableBundle";

interface Shown {
  data: Record<string, unknown>;
  transient: { display_id?: string };
  update: boolean;
}
const HOOK = Symbol.for("jupyter.writeDisplayData");

/** Stands in for a kernel: collects what is shown. */
function pretendNotebook(): Shown[] {
  const shown: Shown[] = [];
  const write = (content: Omit<Shown, "update">, update: boolean): void => void shown.push({ ...content, update });
  Object.defineProperty(globalThis, HOOK, { value: write, configurable: true });
  return shown;
}
afterEach(() => {
  Reflect.deleteProperty(globalThis, HOOK);
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const figure: Figure = {
  data: [{ x: [1, 2], y: [1, NaN], name: "one" }],
  layout: { title: { text: "Two<br>points" }, width: 300, height: 200 },
};

describe("display in a notebook", () => {
  it("shows a circuit as SVG and text", async () => {
    const shown = pretendNotebook();
    const bell = circuit(2).h(0).cnot(0, 1);
    await display(bell);
    expect(shown.map(({ data }) => data)).toEqual([{ "image/svg+xml": drawSvg(bell), "text/plain": drawText(bell) }]);
  });

  it("shows a figure as a Plotly object, PNG and text in one bundle", async () => {
    const shown = pretendNotebook();
    await display(figure);
    expect(shown).toHaveLength(1);
    const { "application/vnd.plotly.v1+json": plotly, "image/png": png, "text/plain": text } = shown[0]!.data;
    expect(plotly).toEqual({ data: [{ x: [1, 2], y: [1, null], name: "one" }], layout: figure.layout });
    expect(Buffer.from(String(png), "base64").subarray(1, 4).toString()).toBe("PNG");
    expect(text).toBe("Figure: Two points (one)");
  });

  it("shows records and frames as HTML and text, without trusting their text", async () => {
    const shown = pretendNotebook();
    await display([
      { name: "<b>&", loss: 0.123456789 },
      { name: "long name", loss: 12, extra: null },
    ]);
    expect(shown[0]!.data["text/plain"]).toBe("   name           loss  extra\n0  <b>&       0.123457\n1  long name        12");
    expect(shown[0]!.data["text/html"]).toContain(
      '<td style="text-align:left">&#60;b&#62;&#38;</td><td style="text-align:right">0.123457</td>',
    );
  });

  it("says how many rows are not shown", () => {
    const frame = { columns: ["a"], index: [0, 1, 2], values: [[1], [2], [3]] };
    expect(isFrame(frame)).toBe(true);
    expect(tableBundle(frame, 2)["text/plain"]).toBe("   a\n0  1\n1  2\n1 more rows (3 in all)");
  });

  it("refuses an unknown option", async () => {
    await expect(display(1, { rows: 3 } as never)).rejects.toThrow('unknown option "rows"');
  });
});

describe("outside a notebook", () => {
  it("display prints the text", async () => {
    const print = vi.spyOn(console, "log").mockImplementation(() => undefined);
    expect(inNotebook()).toBe(false);
    await display(figure);
    await display("plain");
    await display({ a: 1 });
    expect(print.mock.calls.flat()).toEqual(["Figure: Two points (one)", "plain", "{ a: 1 }"]);
  });

  it("progressLine prints its beginning and its end", () => {
    const print = vi.spyOn(console, "log").mockImplementation(() => undefined);
    const progress = progressLine();
    progress.start("work", 3);
    for (let done = 1; done <= 3; done++) progress.update(done, "fine");
    progress.finish();
    progress.finish();
    expect(print.mock.calls.flat()).toEqual(["work: 0 of 3", "work: 3 of 3"]);
  });
});

describe("progressLine in a notebook", () => {
  it("updates one line in place and ends without a time", () => {
    vi.useFakeTimers();
    const shown = pretendNotebook();
    const progress = progressLine();
    progress.start("training", 4);
    for (let done = 1; done <= 4; done++) {
      vi.advanceTimersByTime(1000);
      progress.update(done, `loss ${4 - done}`);
    }
    progress.finish();
    vi.useRealTimers();
    expect(new Set(shown.map(({ transient }) => transient.display_id)).size).toBe(1);
    expect(shown.map(({ update }) => update)).toEqual([false, true, true, true, true, true]);
    const texts = shown.map(({ data }) => data["text/plain"]);
    expect(texts[1]).toBe(`${"█".repeat(6)}${"░".repeat(18)} training: 1 of 4, 3 s left · loss 3`);
    expect(texts.at(-1)).toBe("training: 4 of 4");
  });
});
