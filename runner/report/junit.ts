import { stripVTControlCharacters } from "node:util";
import { XMLBuilder } from "fast-xml-parser";
import type { CellReport } from "../execution/notebookRecord";
import type { NotebookFailure } from "../execution/failure";
import type { NotebookReport, RunReport } from "../runReport";
import { failureText } from "./failureText";

type Element = Record<string, unknown>;

const builder = new XMLBuilder({ ignoreAttributes: false, attributeNamePrefix: "@", format: true, suppressEmptyNode: true });

/** The run as JUnit XML: a suite a notebook, a case a code cell, and one of its own for what no cell is to blame for. */
export function junitXml({ notebooks, seconds }: RunReport): string {
  const suites = notebooks.map(suite);
  const sum = (name: "@tests" | "@failures" | "@errors" | "@skipped"): number => suites.reduce((total, counts) => total + counts[name], 0);
  const totals = { "@tests": sum("@tests"), "@failures": sum("@failures"), "@errors": sum("@errors"), "@skipped": sum("@skipped") };
  const root = { "@name": "notebooks", ...totals, "@time": time(seconds), testsuite: suites };
  return builder.build({ "?xml": { "@version": "1.0", "@encoding": "UTF-8" }, testsuites: root });
}

function suite(report: NotebookReport): Element & Record<"@tests" | "@failures" | "@errors" | "@skipped", number> {
  const { path, status, failure, earlierFailures } = report;
  const cases = report.cells.map((cell) => cellCase(report, cell));
  const whole = earlierFailures.length > 0 || (failure !== null && failure.cell === null) || status === "interrupted" || cases.length === 0;
  if (whole) cases.push(notebookCase(report));
  const count = (kind: string): number => cases.filter((element) => kind in element).length;
  return {
    "@name": path,
    "@tests": cases.length,
    "@failures": count("failure"),
    "@errors": count("error"),
    "@skipped": count("skipped"),
    "@time": time(report.seconds),
    testcase: cases,
  };
}

function cellCase({ path, failure, status }: NotebookReport, cell: CellReport): Element {
  const base = { "@classname": path, "@name": `cell ${cell.index + 1}`, "@time": time(cell.seconds) };
  if (failure?.cell === cell.index) return { ...base, ...failureElement("failure", path, failure) };
  if (status === "skipped") return { ...base, skipped: { "@message": "up to date" } };
  if (cell.status === "skipped") return { ...base, skipped: { "@message": "tagged skip-execution" } };
  if (cell.status === "not-run") return { ...base, skipped: { "@message": "not run" } };
  return cell.status === "allowed" ? { ...base, "system-out": "its error is allowed" } : base;
}

function notebookCase({ path, status, seconds, failure, earlierFailures }: NotebookReport): Element {
  const base = { "@classname": path, "@name": "notebook", "@time": time(seconds) };
  const earlier = earlierFailures.map((each) => failureElement("flakyFailure", path, each)["flakyFailure"]);
  if (status === "flaky") return { ...base, flakyFailure: earlier };
  const again = earlier.length === 0 ? {} : { rerunFailure: earlier };
  if (failure !== null)
    return { ...base, ...failureElement(status === "kernel-not-started" ? "error" : "failure", path, failure), ...again };
  return status === "interrupted" ? { ...base, skipped: { "@message": "interrupted" } } : base;
}

function failureElement(kind: string, path: string, failure: NotebookFailure): Element {
  const element = { "@message": clean(failure.message), "@type": failure.name, "#text": clean(failureText(path, failure)) };
  return { [kind]: element };
}

const time = (seconds: number): string => seconds.toFixed(3);

/** XML knows no control characters but tab and line ends, and no halves of a surrogate pair. */
function clean(text: string): string {
  // eslint's no-control-regex would refuse the characters written out.
  const forbidden = new RegExp("[^\\t\\n\\r\\u0020-\\uD7FF\\uE000-\\uFFFD\\u{10000}-\\u{10FFFF}]", "gu");
  return stripVTControlCharacters(text).replace(forbidden, "�");
}
