import { join } from "node:path";
import { writeFileAtomic } from "../../src/core/files";
import type { RunReport } from "../runReport";
import { reportPage } from "./html/reportPage";
import { junitXml } from "./junit";

/** Writes `report.json`, `junit.xml` and `index.html`. @throws OutputError */
export function writeReport(report: RunReport, folder: string): void {
  writeFileAtomic(join(folder, "report.json"), `${JSON.stringify(report, null, 2)}\n`);
  writeFileAtomic(join(folder, "junit.xml"), junitXml(report));
  writeFileAtomic(join(folder, "index.html"), reportPage(report));
}
