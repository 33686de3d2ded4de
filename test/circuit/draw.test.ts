import { describe, expect, it } from "vitest";
import { circuit, drawSvg, drawText, param } from "quantum-attention";

describe("drawText", () => {
  it("draws a Bell pair as papers do", () => {
    expect(drawText(circuit(2).h(0).cnot(0, 1))).toBe(["0: ─H─●─", "      │", "1: ───⊕─"].join("\n"));
  });

  it("crosses wires that a gate spans, and keeps spanned columns apart", () => {
    const lines = drawText(circuit(3).cnot(0, 2).x(1)).split("\n");
    expect(lines).toEqual(["0: ─●───", "    │", "1: ─┼─X─", "    │", "2: ─⊕───"]);
  });

  it("writes scaled and offset slots, controls and swaps", () => {
    const text = drawText(
      circuit(3)
        .ry(param("phi", { scale: 2, offset: 0.1 }), 0)
        .cswap(0, 1, 2)
        .toffoli(0, 1, 2)
        .rxx(0.25, 1, 2),
    );
    expect(text).toContain("RY(2·phi+0.1)");
    expect(text).toContain("RXX(0.25)");
    expect(text.split("\n")[0]).toContain("●─●");
    expect(text.match(/×/g)).toHaveLength(2);
  });

  it("continues below when the drawing is wider than asked", () => {
    const wide = Array.from({ length: 30 }).reduce<ReturnType<typeof circuit>>((c) => c.h(0), circuit(1));
    const lines = drawText(wide, { maxWidth: 25 }).split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(25);
    expect(lines.join("").match(/H/g)).toHaveLength(30);
  });

  it("draws an empty circuit as bare wires", () => {
    expect(drawText(circuit(2))).toBe("0: ─\n\n1: ─");
  });
});

describe("drawSvg", () => {
  it("is one escaped document with a box, a control and a target", () => {
    const svg = drawSvg(circuit(2).ry(param("a"), 0).cnot(0, 1));
    expect(svg.startsWith("<svg xmlns=")).toBe(true);
    expect(svg).toContain("RY(a)");
    expect(svg.match(/<circle/g)).toHaveLength(2);
    expect(svg).not.toMatch(/NaN|undefined/);
  });
});
