import { serveUnits } from "../workerProtocol";
import { trainTrialUnit } from "./trialRun";
import type { TrialRun, TrialUnit } from "./trialUnit";

serveUnits<TrialUnit, TrialRun, never>(trainTrialUnit);
