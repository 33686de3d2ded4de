import { dirname } from "node:path";
import type { Command } from "commander";
import { drawSvg } from "../circuit/draw/svg";
import { drawText } from "../circuit/draw/text";
import { fromQasm } from "../circuit/qasm/read";
import { checkWritableFolder, writeFileAtomic } from "../core/files";
import { command, readInput } from "./commandLine";

/** `draw FILE.qasm`: a circuit as text, and as SVG on request. */
export const drawCommand = (): Command =>
  command(
    "draw",
    "draw the circuit of an OpenQASM file",
    ["draw bell.qasm", "draw bell.qasm --svg bell.svg"],
    (c) => c.argument("<file>", "an OpenQASM 2 or 3 file").option("--svg <out>", "also write an SVG drawing to this file"),
    async ([file], { svg }) => {
      const { circuit, notes } = fromQasm(readInput(file!));
      const drawing = drawText(circuit);
      if (typeof svg === "string") {
        checkWritableFolder("draw", dirname(svg), "--svg");
        writeFileAtomic(svg, drawSvg(circuit));
      }
      for (const note of notes) process.stderr.write(`note: ${note}\n`);
      const json = {
        drawing,
        svg: svg ?? null,
        nQubits: circuit.nQubits,
        depth: circuit.depth(),
        gates: circuit.countGates(),
        parameters: circuit.parameters,
        notes,
      };
      return Promise.resolve({ json, text: drawing });
    },
  );
