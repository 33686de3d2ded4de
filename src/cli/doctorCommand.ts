import type { Command } from "commander";
import { command } from "./commandLine";
import type { DoctorReport } from "./doctor";

/** `doctor`: what this machine has, what it lacks, and how to get that. */
export function doctorCommand(): Command {
  return command(
    "doctor",
    "look at Node, packages, backends, browser and fonts; say what is missing and how to get it",
    ["doctor", "doctor --json"],
    (built) => built,
    async () => {
      const { doctor } = await import("./doctor.js");
      const report = await doctor();
      return { json: report, text: doctorText(report), missing: report.missing.some(({ optional }) => !optional) };
    },
  );
}

function doctorText({ node, packages, backends, browser, fonts, missing }: DoctorReport): string {
  const installed = Object.values(packages).filter((version) => version !== null).length;
  const running = Object.entries(backends).filter(([, there]) => there);
  const lines = [
    `node      ${node}`,
    `packages  ${installed} of ${Object.keys(packages).length} installed`,
    `backends  ${running.map(([name]) => name).join(", ")}`,
    `browser   ${browser === null ? "none" : `${browser.version} (${browser.source})`}`,
    `fonts     ${fonts.length === 0 ? "none" : `${fonts.length} of the DejaVu family`}`,
    ...missing.map(({ what, how, optional }) => `${optional ? "optional" : "missing "}  ${what}\n          → ${how}`),
  ];
  return lines.join("\n");
}
