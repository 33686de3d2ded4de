import { type ComparisonUnit, trainUnit, type UnitReport, type UnitResult } from "./comparisonUnit";
import { serveUnits } from "../workerProtocol";

serveUnits<ComparisonUnit, UnitResult, UnitReport>(trainUnit);
