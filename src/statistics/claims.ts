import { checkKeys } from "../core/check";
import { ArgumentError } from "../core/errors";
import { median } from "simple-statistics";
import { comparePaired, type PairedComparison } from "./comparePaired";
import { pairedDifferences, roundingTolerance } from "./summary";
import { claimVerdict, comparableVerdict, MARGINS, type ClaimVerdict } from "./verdict";

/** One epoch of one run, as far as the claims look at it. */
export interface EpochNumbers {
  readonly trainLoss: number;
  readonly valLoss: number;
  readonly trainAccuracy: number;
  readonly valAccuracy: number;
  readonly seconds: number;
}

/** One seed's run; `cost.circuits` counts what all its training steps executed. */
export interface RunNumbers {
  readonly seed: number;
  readonly epochs: readonly EpochNumbers[];
  readonly cost?: { readonly circuits: number };
}

/** All runs of one model. */
export interface ArmNumbers {
  readonly name: string;
  readonly runs: readonly RunNumbers[];
}

/** The numbers behind a verdict. */
export interface ClaimNumbers {
  /** Mean over seeds of subject − other. */
  readonly difference: number;
  /** Percentile-t bootstrap 95 % interval of that mean. */
  readonly interval: readonly [number, number];
  /** Exact two-sided Wilcoxon signed-rank p. */
  readonly p: number;
  /** Equivalence test at the declared margin; null where none is declared, or with fewer than six pairs. */
  readonly equivalenceP: number | null;
  /** In how many seeds the subject is on the claimed side (within the margin, for "comparable"). */
  readonly wins: number;
  readonly verdict: ClaimVerdict;
}

/** One published claim tried against one other arm. */
export interface ClaimComparison extends ClaimNumbers {
  readonly claim: string;
  readonly against: string;
  /** What is compared, with its unit. */
  readonly measure: string;
  /** For the cost an epoch, when circuits were counted: the same in measured seconds, which vary from run to run. */
  readonly timing?: ClaimNumbers;
}

interface Claim {
  readonly claim: string;
  readonly measure: string;
  readonly says: "higher" | "lower" | "comparable";
  readonly margin: number | null;
  readonly of: (run: RunNumbers) => number;
}

const last = (run: RunNumbers): EpochNumbers => run.epochs[run.epochs.length - 1]!;

/** The published claims about the hybrid, each with the one number a run that it is about. */
const CLAIMS: readonly Claim[] = [
  {
    claim: "lower training loss",
    measure: "training loss of the last epoch",
    says: "lower",
    margin: MARGINS.loss,
    of: (run) => last(run).trainLoss,
  },
  {
    claim: "lower validation loss",
    measure: "validation loss after the last epoch",
    says: "lower",
    margin: MARGINS.loss,
    of: (run) => last(run).valLoss,
  },
  {
    claim: "comparable validation accuracy",
    measure: "validation accuracy after the last epoch",
    says: "comparable",
    margin: MARGINS.accuracy,
    of: (run) => last(run).valAccuracy,
  },
  {
    claim: "higher training accuracy",
    measure: "training accuracy of the last epoch",
    says: "higher",
    margin: MARGINS.accuracy,
    of: (run) => last(run).trainAccuracy,
  },
  {
    claim: "slower start",
    measure: "validation loss, mean of the first half of the epochs",
    says: "higher",
    margin: MARGINS.loss,
    of: (run) => {
      const early = run.epochs.slice(0, Math.ceil(run.epochs.length / 2));
      return early.reduce((sum, epoch) => sum + epoch.valLoss, 0) / early.length;
    },
  },
];

const COST_CLAIM = "higher cost an epoch";
const SECONDS: Claim = {
  claim: COST_CLAIM,
  measure: "median training seconds of an epoch",
  says: "higher",
  margin: null,
  of: (run) => median(run.epochs.map((epoch) => epoch.seconds)),
};
const CIRCUITS: Claim = {
  claim: COST_CLAIM,
  measure: "circuits executed in an epoch of training",
  says: "higher",
  margin: null,
  of: (run) => (run.cost?.circuits ?? 0) / run.epochs.length,
};

/** Who makes the claims, and the seed of the bootstrap. */
export interface CompareRunsOptions {
  /** The arm that the claims are about; default "hybrid". */
  readonly subject?: string;
  /** Default 0. */
  readonly seed?: number;
  /** Bootstrap resamples, default 9999. */
  readonly resamples?: number;
}

/**
 * Tries every published claim about one arm (lower training and validation loss, comparable validation accuracy, higher
 * training accuracy, slower start, higher cost an epoch) against each other arm, over paired seeds.
 *
 * Margins are declared in `MARGINS`, words in `claimVerdict`. If every run counts circuits, the cost claim is about them,
 * which is reproducible, and its `timing` holds the seconds.
 *
 * @throws ArgumentError when the subject is missing, an arm has no runs or epochs, or the seeds of two arms differ.
 *
 * @example
 * ```ts
 * const run = (seed: number, loss: number) => ({
 *   seed,
 *   epochs: [{ trainLoss: loss, valLoss: loss, trainAccuracy: 0.9, valAccuracy: 0.9, seconds: 1 }],
 * });
 * const seeds = [1, 2, 3, 4, 5, 6];
 * const rows = compareRuns([
 *   { name: "hybrid", runs: seeds.map((seed) => run(seed, 0.1 + seed / 1000)) },
 *   { name: "classical", runs: seeds.map((seed) => run(seed, 0.2)) },
 * ]);
 * // rows[0] is { claim: "lower training loss", against: "classical", verdict: "confirmed", … }
 * ```
 */
export function compareRuns(arms: readonly ArmNumbers[], options: CompareRunsOptions = {}): ClaimComparison[] {
  checkKeys("compareRuns", options, ["subject", "seed", "resamples"]);
  const { subject: name = "hybrid" } = options;
  const subject = arms.find((arm) => arm.name === name);
  if (subject === undefined) {
    throw new ArgumentError(`compareRuns: there is no arm "${name}" among ${arms.map((arm) => arm.name).join(", ")}; name one of them`);
  }
  const others = arms.filter((arm) => arm !== subject);
  others.forEach((other) => checkPaired(subject, other));
  const counted = arms.every((arm) => arm.runs.every((run) => run.cost !== undefined));
  return others.flatMap((other) => [
    ...CLAIMS.map((claim) => row(claim, subject, other, options)),
    counted
      ? { ...row(CIRCUITS, subject, other, options), timing: numbers(SECONDS, subject, other, options) }
      : row(SECONDS, subject, other, options),
  ]);
}

function row(claim: Claim, subject: ArmNumbers, other: ArmNumbers, options: CompareRunsOptions): ClaimComparison {
  return { claim: claim.claim, against: other.name, measure: claim.measure, ...numbers(claim, subject, other, options) };
}

function numbers(claim: Claim, subject: ArmNumbers, other: ArmNumbers, options: CompareRunsOptions): ClaimNumbers {
  const { seed = 0, resamples } = options;
  const [a, b] = [subject.runs.map(claim.of), other.runs.map(claim.of)];
  const better = claim.says === "lower" ? "lower" : "higher";
  const found: PairedComparison = comparePaired(a, b, {
    better,
    margin: claim.margin,
    seed,
    ...(resamples === undefined ? {} : { resamples }),
  });
  const { difference, interval, p, equivalenceP } = found;
  const evidence = { interval, p, equivalenceP, better } as const;
  if (claim.says !== "comparable" || claim.margin === null) {
    return { difference, interval, p, equivalenceP, wins: found.wins, verdict: claimVerdict(evidence) };
  }
  const margin = claim.margin;
  const differences = pairedDifferences("compareRuns", a, b);
  const within = differences.filter((d) => Math.abs(d) <= margin + roundingTolerance(differences)).length;
  return { difference, interval, p, equivalenceP, wins: within, verdict: comparableVerdict(evidence, margin) };
}

function checkPaired(subject: ArmNumbers, other: ArmNumbers): void {
  for (const arm of [subject, other]) {
    if (arm.runs.length > 0 && arm.runs.every((run) => run.epochs.length > 0)) continue;
    throw new ArgumentError(`compareRuns: arm "${arm.name}" has no runs, or a run without epochs; train it first`);
  }
  const seeds = (arm: ArmNumbers): string => arm.runs.map((run) => run.seed).join(", ");
  if (seeds(subject) === seeds(other)) return;
  throw new ArgumentError(
    `compareRuns: arms must be paired by seed, but ${subject.name} has ${seeds(subject)} and ${other.name} ${seeds(other)}; ` +
      `train both with the same seeds in the same order`,
  );
}
