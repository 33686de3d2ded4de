// npm run bench:peers [-- --quick --json]: the same circuits on other simulators, one core each, checked against the reference.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { packageRoot } from "../../src/core/packageRoot";
import { writeFileAtomic } from "../../src/core/files";
import { enginePeersFigure } from "../../src/figures/enginePeersFigure";
import { saveFigure } from "../../src/index";
import { jsonLine, provenance, type BenchmarkRow } from "../benchmark";
import { reportBatches, reportSingles } from "../engine";
import { isReady, MAIN_ENVIRONMENT, preparePython, QUICK_ENVIRONMENT, TFQ_ENVIRONMENT, TORCH_ENVIRONMENT } from "./pythonEnvironment";
import { agrees, bestRows, ratios, ratioTable, type PeerRow } from "./ratios";
import { peerWork } from "./work";

const SCRIPTS = join(packageRoot(), "bench", "peers");
const CACHE = join(packageRoot(), ".cache");
const RESULTS = join(packageRoot(), "bench", "results");

/** One thread everywhere. */
const ONE_THREAD = {
  OMP_NUM_THREADS: "1", MKL_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", QULACS_NUM_THREADS: "1", TF_NUM_INTRAOP_THREADS: "1",
  TF_NUM_INTEROP_THREADS: "1", TF_CPP_MIN_LOG_LEVEL: "2", JAX_PLATFORMS: "cpu", MPLBACKEND: "Agg", PYTHONDONTWRITEBYTECODE: "1",
  XLA_FLAGS: "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
}; // prettier-ignore

/** A peer of which there are no times. */
interface Missing {
  readonly peer: string;
  readonly why: string;
  /** False when this platform has no build of it: then it is no failure. */
  readonly isInstallable: boolean;
}

/** Large states on two cores. */
const TWO_CORES = { ...ONE_THREAD, XLA_FLAGS: "--xla_cpu_multi_thread_eigen=true", PEER_CORES: "2" };

interface Peer {
  readonly name: string;
  readonly script: string;
  readonly environment: typeof MAIN_ENVIRONMENT;
  /** Cores that it may use; default one. */
  readonly cores?: 2;
}

const QUICK_PEERS: readonly Peer[] = [
  { name: "JAX", script: "jax_peer.py", environment: MAIN_ENVIRONMENT },
  { name: "TensorCircuit", script: "tensorcircuit_peer.py", environment: MAIN_ENVIRONMENT },
];
const OTHER_PEERS: readonly Peer[] = [
  { name: "JAX", script: "jax_peer.py", environment: MAIN_ENVIRONMENT, cores: 2 },
  { name: "PennyLane default.qubit", script: "pennylane_peer.py", environment: MAIN_ENVIRONMENT },
  { name: "PennyLane lightning.qubit", script: "lightning_peer.py", environment: MAIN_ENVIRONMENT },
  { name: "qulacs", script: "qulacs_peer.py", environment: MAIN_ENVIRONMENT },
  { name: "TensorFlow Quantum", script: "tfq_peer.py", environment: TFQ_ENVIRONMENT },
  { name: "TorchQuantum", script: "torchquantum_peer.py", environment: TORCH_ENVIRONMENT },
];

const hasTaskset = process.platform === "linux" && spawnSync("taskset", ["--version"]).status === 0;

/** Runs a peer's script pinned to one core; hands on each row as it comes. Returns why it failed, if it did. */
async function runPeer(python: string, peer: Peer, quick: boolean, onRow: (row: PeerRow) => void): Promise<string | null> {
  const isOneCore = peer.cores === undefined;
  const command = hasTaskset ? ["taskset", "-c", isOneCore ? "1" : "0,1", python] : [python];
  const child = spawn(command[0]!, [...command.slice(1), join(SCRIPTS, peer.script)], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...(isOneCore ? ONE_THREAD : TWO_CORES), PEER_WORK: CACHE, PEER_QUICK: quick ? "1" : "0" },
  });
  const ended = new Promise<number | null>((resolve) => {
    child.on("close", resolve);
    child.on("error", () => resolve(null));
  });
  for await (const line of createInterface({ input: child.stdout })) if (line.startsWith("{")) onRow(JSON.parse(line) as PeerRow);
  const code = await ended;
  return code === 0 ? null : `${peer.script} ended with code ${code}`;
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
    const failure = await runPeer(prepared.python, peer, quick, take);
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
