// npm run bench:peers [-- --quick --json]: the same circuits on other simulators, one core each, checked against the reference.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { packageRoot } from "../../src/core/packageRoot";
import { writeFileAtomic } from "../../src/core/files";
import { enginePeersFigure } from "../../src/figures/enginePeersFigure";
import { saveFigure } from "../../src/index";
import { jsonLine, provenance, type BenchmarkRow } from "../benchmark";
import { reportBatches, reportSingles } from "../engine";
import { OTHER_PEERS, QUICK_PEERS, runPeer } from "./peers";
import { isReady, MAIN_ENVIRONMENT, preparePython, QUICK_ENVIRONMENT } from "./pythonEnvironment";
import { agrees, bestRows, ratios, ratioTable, type PeerRow } from "./ratios";
import { peerWork } from "./work";

const CACHE = join(packageRoot(), ".cache");
const RESULTS = join(packageRoot(), "bench", "results");

/** A peer of which there are no times. */
interface Missing {
  readonly peer: string;
  readonly why: string;
  /** False when this platform has no build of it: then it is no failure. */
  readonly isInstallable: boolean;
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { json: { type: "boolean", default: false }, quick: { type: "boolean", default: false } } });
  const { json, quick } = values;
  const rows: PeerRow[] = [];
  const take = (row: PeerRow): void => {
    rows.push(row);
    if (json) console.log(jsonLine(row as unknown as BenchmarkRow));
  };
  const missing: Missing[] = [];
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(join(CACHE, "work.json"), JSON.stringify(peerWork(quick)));
  // our own times before and after the peers': the medians of both count
  const ours: PeerRow[] = [];
  const measureOurs = async (): Promise<void> => {
    console.error("bench:peers: ours");
    await reportBatches(quick, (row) => ours.push(row as unknown as PeerRow));
    if (!quick) await reportSingles(quick, (row) => ours.push(row as unknown as PeerRow));
  };
  await measureOurs();
  for (const peer of quick ? QUICK_PEERS : [...QUICK_PEERS, ...OTHER_PEERS]) {
    const environment = quick && !isReady(CACHE, MAIN_ENVIRONMENT) ? QUICK_ENVIRONMENT : peer.environment;
    const prepared = preparePython(CACHE, environment);
    if ("missing" in prepared) {
      missing.push({ peer: peer.name, why: prepared.missing, isInstallable: prepared.isInstallable });
      continue;
    }
    console.error(`bench:peers: ${peer.name}`);
    const failure = await runPeer({ python: prepared.python, workFolder: CACHE, quick }, peer, take);
    if (failure || !rows.some((row) => row.peer === peer.name && agrees(row)))
      missing.push({ peer: peer.name, why: failure ?? "nothing agreed", isInstallable: true });
  }
  await measureOurs();
  for (const row of joinPairs(ours)) take(row);
  finish(rows, missing, quick, json);
  await saveResults(rows, missing, quick);
}

/** Two measurements of the same work as one: the mean of the medians, the smaller minimum, the larger error. */
function joinPairs(measured: readonly PeerRow[]): PeerRow[] {
  const half = measured.length / 2;
  return measured.slice(0, half).map((first, i) => {
    const second = measured[half + i]!;
    return {
      ...first,
      medianUs: (first.medianUs! + second.medianUs!) / 2,
      minUs: Math.min(first.minUs!, second.minUs!),
      runs: first.runs! + second.runs!,
      maxAbsError: Math.max(first.maxAbsError!, second.maxAbsError!),
    };
  });
}

function finish(rows: readonly PeerRow[], missing: readonly Missing[], quick: boolean, json: boolean): void {
  const print = json ? console.error : console.log;
  for (const row of rows) {
    const what = `${row.peer}, ${row.circuit} ${row.work} ${row.qubits}q ${row.layers}L`;
    if (row.error) print(`failed: ${what}: ${row.error}`);
    else if (!agrees(row)) print(`disagrees with the reference: ${what}: ${row.maxAbsError}`);
  }
  print(ratioTable(rows));
  const found = ratios(rows);
  if (!found) print("no ratio: JAX and TensorCircuit must both run and agree with the reference");
  else
    print(
      "The ratios compare the same function of the same inputs, not equal operation counts: the peers' programs do not use our identities.",
    );
  for (const { peer, why, isInstallable } of missing) print(`${isInstallable ? "missing" : "not installable here"}: ${peer} (${why})`);
  if (!found || missing.some(({ isInstallable }) => isInstallable)) process.exitCode = 1;
  if (quick) print("quick: JAX and TensorCircuit only");
}

async function saveResults(rows: readonly PeerRow[], missing: readonly Missing[], quick: boolean): Promise<void> {
  const name = join(RESULTS, quick ? "peers-quick" : "peers");
  const command = `npm run bench:peers${quick ? " -- --quick" : ""}`;
  const how = provenance(command);
  const result = { ...how, rows, missing, ratios: ratios(rows) };
  writeFileAtomic(`${name}.json`, `${JSON.stringify(result, null, 1)}\n`);
  const best = { rows: [...bestRows(rows).values()].flatMap((byPeer) => [...byPeer.values()]) };
  // only a whole run replaces the figure that the project shows
  const figure = quick ? `${name}-figure` : join(packageRoot(), "figures", "engine_peers");
  const saved = await saveFigure(enginePeersFigure(best), figure, { sidecar: { result: best, ...how } });
  if (saved.missing) console.error(saved.missing);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
