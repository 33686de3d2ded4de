import { describe, expect, it } from "vitest";
import { attentionMechanisms } from "quantum-attention";
import { runCli } from "./runCli";

describe("mechanisms", () => {
  it("prints every mechanism as JSON and as a table", () => {
    const run = runCli(["mechanisms", "--json"]);
    expect(run.code).toBe(0);
    const { mechanisms } = run.json<{
      mechanisms: { name: string; kind: string; source: string; parameterFormula: string; options: object[] }[];
    }>();
    expect(mechanisms.map(({ name }) => name)).toEqual(attentionMechanisms.map(({ name }) => name));
    for (const row of mechanisms) {
      expect(Object.keys(row)).toEqual(["name", "kind", "source", "parameterFormula", "options"]);
      expect(run.out).toContain(row.name);
    }
  });

  it("refuses an option that it does not have", () => {
    expect(runCli(["mechanisms", "--all"]).code).toBe(2);
  });
});
