import { afterEach, describe, expect, it } from "vitest";
import { doctor } from "../../src/cli/doctor";

describe("doctor", () => {
  afterEach(() => delete process.env.QUANTUM_ATTENTION_BROWSER);

  it("names Node, every dependency, the backends, the browser and the fonts", async () => {
    const report = await doctor();
    expect(report.node).toBe(process.versions.node);
    expect(report.packages["@tensorflow/tfjs"]).toBe("4.22.0");
    expect(Object.entries(report.packages).filter(([name, version]) => version === null && name !== "tfjs-native")).toEqual([]);
    expect(report.backends).toMatchObject({ wasm: true, cpu: true });
    expect(report.browser?.version).toMatch(/^\d+\./);
    expect(report.fonts).toContain("DejaVuSans");
    expect(report.missing.filter(({ optional }) => !optional)).toEqual([]);
    expect(report.missing.some(({ what }) => what.includes("native TensorFlow"))).toBe(!report.backends.tensorflow);
  });

  it("says how to get a browser when there is none", async () => {
    process.env.QUANTUM_ATTENTION_BROWSER = "none";
    const { browser, missing } = await doctor();
    expect(browser).toBeNull();
    expect(missing.find(({ what }) => what.includes("browser"))).toMatchObject({
      how: expect.stringContaining("npm ci") as string,
      optional: false,
    });
  });
});
