import type { RunReport } from "../runReport";
import { failureText } from "./failureText";

/** The run for a terminal: every failure in full, flaky ones included, then a line a notebook and the counts. */
export function summaryText({ notebooks, counts, seconds }: RunReport): string {
  const failures = notebooks.flatMap(({ path, status, failure, earlierFailures }) => [
    ...earlierFailures.map((earlier, i) => `${status === "flaky" ? "FLAKY" : "FAILED"}, attempt ${i + 1}: ${failureText(path, earlier)}`),
    ...(failure === null ? [] : [`${status.toUpperCase()} ${failureText(path, failure)}`]),
  ]);
  const lines = notebooks.map(({ path, output, status, seconds: own }) => {
    const where =
      status === "skipped" ? `up to date (nothing that it depends on has changed): ${output}` : `${own.toFixed(1)} s  ${output}`;
    return `${status.padEnd(8)} ${path}  ${where}`;
  });
  const told = Object.entries(counts).filter(([status, count]) => count > 0 || status === "passed" || status === "failed");
  const total = `${told.map(([status, count]) => `${count} ${status}`).join(", ")} in ${seconds.toFixed(1)} s`;
  return [...failures.map((failure) => `${failure}\n`), ...lines, total].join("\n");
}
