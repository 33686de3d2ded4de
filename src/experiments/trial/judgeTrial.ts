import { comparePaired, type PairedComparison } from "../../statistics/comparePaired";
import { judgeFamily, type FamilyComparison } from "../../statistics/family";
import { mcNemar } from "../../statistics/mcnemar";
import { summarise } from "../../statistics/summary";
import type { RunsOf } from "./trialCurves";
import type { DroppedPair, PlannedCell, TrialPlan } from "./trialPlan";
import type { TrialCell, TrialComparison, TrialTwin } from "./trialResult";
import { unpackBits, type TrialRun } from "./trialUnit";

/** The cells of a trial with their verdicts, and what could not be compared. */
export interface JudgedTrial {
  readonly cells: readonly TrialCell[];
  readonly references: readonly TrialCell[];
  readonly dropped: readonly DroppedPair[];
}

/** A pair before Holm's correction. */
interface Pair {
  readonly cell: PlannedCell;
  readonly name: string;
  readonly accuracy: PairedComparison;
  readonly loss: PairedComparison;
}

/**
 * Compares every mechanism with its twins over the paired seeds, in test accuracy (the declared metric) and in test loss, and judges all
 * pairs of the trial as one family a metric. Arms that have no complete runs are dropped with the reason.
 */
export function judgeTrial(plan: TrialPlan, runsOf: RunsOf): JudgedTrial {
  const dropped = [...plan.dropped];
  const complete = (cells: readonly PlannedCell[]): PlannedCell[] =>
    cells.flatMap((cell) => {
      const reason = missing(plan, runsOf(cell.arm));
      if (reason !== null) dropped.push({ mechanism: cell.mechanism, task: cell.task, twin: null, reason });
      return reason === null ? [cell] : [];
    });
  const [cells, references] = [complete(plan.cells), complete(plan.references)];
  const pairs = cells.flatMap((cell) =>
    cell.twins.flatMap(({ name, arm }): Pair[] => {
      const reason = missing(plan, runsOf(arm));
      if (reason !== null) dropped.push({ mechanism: cell.mechanism, task: cell.task, twin: name, reason });
      return reason === null ? [{ cell, name, ...comparisons(plan, runsOf(cell.arm), runsOf(arm)) }] : [];
    }),
  );
  const [accuracy, loss] = [judgeFamily(pairs.map((pair) => pair.accuracy)), judgeFamily(pairs.map((pair) => pair.loss))];
  const twinsOf = (cell: PlannedCell): TrialTwin[] =>
    pairs.flatMap((pair, i) => (pair.cell === cell ? [trialTwin(pair, accuracy[i]!, loss[i]!, runsOf)] : []));
  return {
    cells: cells.map((cell) => trialCell(cell, runsOf(cell.arm), twinsOf(cell))),
    references: references.map((cell) => trialCell(cell, runsOf(cell.arm), [])),
    dropped,
  };
}

/** Why an arm cannot be compared; null when every seed has its test result. */
function missing({ seeds, config }: TrialPlan, runs: readonly TrialRun[]): string | null {
  const failed = runs.find(({ failure }) => failure !== null);
  if (failed !== undefined) return `seed ${failed.seed}, learning rate ${failed.learningRate}: ${failed.failure}`;
  if (runs.length === 0) return `no learning rate of ${config.learningRates.join(", ")} could be trained on the tuning seeds`;
  return runs.length === seeds.length ? null : `${runs.length} of ${seeds.length} runs`;
}

const accuracyOf = (run: TrialRun): number => run.test!.accuracy;
const lossOf = (run: TrialRun): number => run.test!.loss;

function comparisons({ config }: TrialPlan, runs: readonly TrialRun[], others: readonly TrialRun[]): Pick<Pair, "accuracy" | "loss"> {
  const { accuracy, loss } = config.margins;
  return {
    accuracy: comparePaired(runs.map(accuracyOf), others.map(accuracyOf), { better: "higher", margin: accuracy }),
    loss: comparePaired(runs.map(lossOf), others.map(lossOf), { better: "lower", margin: loss }),
  };
}

function trialTwin({ cell, name }: Pair, accuracy: FamilyComparison, loss: FamilyComparison, runsOf: RunsOf): TrialTwin {
  const { arm } = cell.twins.find((twin) => twin.name === name)!;
  const [mine, other] = [runsOf(cell.arm)[0]!, runsOf(arm)[0]!];
  const count = 4 * mine.testRight!.length;
  const { onlyA, onlyB, p } = mcNemar(unpackBits(mine.testRight!, count), unpackBits(other.testRight!, count));
  return {
    name,
    mechanism: arm.model.mechanism,
    parameters: arm.parameters,
    learningRate: other.learningRate,
    ...reported(withinShares(accuracy)),
    loss: reported(loss),
    mcNemar: { onlyMechanism: onlyA, onlyTwin: onlyB, p },
  };
}

/** A difference of shares lies between −1 and 1, whatever the bootstrap of few and uneven pairs says. */
function withinShares(found: FamilyComparison): FamilyComparison {
  const [low, high] = found.interval;
  return { ...found, interval: [Math.max(-1, low), Math.min(1, high)] };
}

function reported(found: FamilyComparison): TrialComparison {
  const { b, difference, interval, p, pHolm, permutationP, equivalenceP, power, effectSize, wins, losses, verdict } = found;
  return { mean: b.mean, sd: b.sd, difference, interval, p, pHolm, permutationP, equivalenceP, power, effectSize, wins, losses, verdict };
}

function trialCell({ mechanism, task, arm, cost }: PlannedCell, runs: readonly TrialRun[], twins: readonly TrialTwin[]): TrialCell {
  const [accuracy, loss] = [summarise(runs.map(accuracyOf)), summarise(runs.map(lossOf))];
  const meanOf = (of: (run: TrialRun) => number): number => summarise(runs.map(of)).mean;
  return {
    mechanism,
    task,
    parameters: arm.parameters,
    quantumParameters: runs[0]!.quantumParameters,
    learningRate: runs[0]!.learningRate,
    mean: accuracy.mean,
    sd: accuracy.sd,
    loss: { mean: loss.mean, sd: loss.sd },
    circuits: meanOf((run) => run.circuits),
    shots: meanOf((run) => run.shots),
    ...cost,
    seconds: meanOf((run) => run.seconds),
    twins,
  };
}
