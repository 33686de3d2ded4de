import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { packageRoot } from "../../src/core/packageRoot";
import { MAIN_ENVIRONMENT, TFQ_ENVIRONMENT, TORCH_ENVIRONMENT } from "./pythonEnvironment";
import type { PeerRow } from "./ratios";

const SCRIPTS = join(packageRoot(), "bench", "peers");

/** One thread everywhere. */
const ONE_THREAD = {
  OMP_NUM_THREADS: "1", MKL_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1", QULACS_NUM_THREADS: "1", TF_NUM_INTRAOP_THREADS: "1",
  TF_NUM_INTEROP_THREADS: "1", TF_CPP_MIN_LOG_LEVEL: "2", JAX_PLATFORMS: "cpu", MPLBACKEND: "Agg", PYTHONDONTWRITEBYTECODE: "1",
  XLA_FLAGS: "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
}; // prettier-ignore

/** Large states on two cores. */
const TWO_CORES = { ...ONE_THREAD, XLA_FLAGS: "--xla_cpu_multi_thread_eigen=true", PEER_CORES: "2" };

/** Another simulator and how it is run. */
export interface Peer {
  readonly name: string;
  readonly script: string;
  readonly environment: typeof MAIN_ENVIRONMENT;
  /** Cores that it may use; default one. */
  readonly cores?: 2;
}

export const QUICK_PEERS: readonly Peer[] = [
  { name: "JAX", script: "jax_peer.py", environment: MAIN_ENVIRONMENT },
  { name: "TensorCircuit", script: "tensorcircuit_peer.py", environment: MAIN_ENVIRONMENT },
];
export const OTHER_PEERS: readonly Peer[] = [
  { name: "JAX", script: "jax_peer.py", environment: MAIN_ENVIRONMENT, cores: 2 },
  { name: "PennyLane default.qubit", script: "pennylane_peer.py", environment: MAIN_ENVIRONMENT },
  { name: "PennyLane lightning.qubit", script: "lightning_peer.py", environment: MAIN_ENVIRONMENT },
  { name: "qulacs", script: "qulacs_peer.py", environment: MAIN_ENVIRONMENT },
  { name: "TensorFlow Quantum", script: "tfq_peer.py", environment: TFQ_ENVIRONMENT },
  { name: "TorchQuantum", script: "torchquantum_peer.py", environment: TORCH_ENVIRONMENT },
];

/** What a peer's script is run with; `workFolder` holds work.json. */
export interface PeerRun {
  readonly python: string;
  readonly workFolder: string;
  readonly quick: boolean;
}

const hasTaskset = process.platform === "linux" && spawnSync("taskset", ["--version"]).status === 0;

/** Runs a peer's script pinned to one core; hands on each row as it comes. Returns why it failed, if it did. */
export async function runPeer({ python, workFolder, quick }: PeerRun, peer: Peer, onRow: (row: PeerRow) => void): Promise<string | null> {
  const isOneCore = peer.cores === undefined;
  const command = hasTaskset ? ["taskset", "-c", isOneCore ? "1" : "0,1", python] : [python];
  const child = spawn(command[0]!, [...command.slice(1), join(SCRIPTS, peer.script)], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...(isOneCore ? ONE_THREAD : TWO_CORES), PEER_WORK: workFolder, PEER_QUICK: quick ? "1" : "0" },
  });
  const ended = new Promise<number | null>((resolve) => {
    child.on("close", resolve);
    child.on("error", () => resolve(null));
  });
  for await (const line of createInterface({ input: child.stdout })) if (line.startsWith("{")) onRow(JSON.parse(line) as PeerRow);
  const code = await ended;
  return code === 0 ? null : `${peer.script} ended with code ${code}`;
}
