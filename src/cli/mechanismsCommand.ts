import type { Command } from "commander";
import Table from "cli-table3";
import { command } from "./commandLine";

/** `mechanisms`: every attention mechanism with its source, parameter formula and options. */
export const mechanismsCommand = (): Command =>
  command(
    "mechanisms",
    "list the attention mechanisms: kind, source, parameter formula, options",
    ["mechanisms", "mechanisms --json"],
    (c) => c,
    async () => {
      const { attentionMechanisms } = await import("../attention/attentionMechanisms.js"); // loads TensorFlow.js: not before it is needed
      const mechanisms = attentionMechanisms.map(({ name, kind, source, parameterFormula, options }) => ({
        name,
        kind,
        source,
        parameterFormula,
        options,
      }));
      const table = new Table({
        head: ["name", "kind", "source", "parameters", "options"],
        colWidths: [20, 8, 34, 34, 26],
        wordWrap: true,
        style: { head: [], border: [] },
      });
      for (const { name, kind, source, parameterFormula, options } of mechanisms)
        table.push([name, kind, source, parameterFormula, options.map((option) => option.name).join(", ")]);
      const letters = "D embedDim, H nHeads, n nQubits, L nLayers; every mechanism takes embedDim. Options in full: --json";
      return { json: { mechanisms }, text: `${table.toString()}\n${letters}` };
    },
  );
