import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { WorkerError } from "../../core/errors";
import { packageRoot } from "../../core/packageRoot";
import { Arena } from "./arena";
import { instantiateKernels, kernelMemory, type Kernels } from "./kernels";
import { runShare, SHARE_WORDS, writeShare, type Share } from "./largeShare";
import { engineThreads } from "./threads";

/** What a worker of the team is given. */
export interface TeamPost {
  readonly memory: WebAssembly.Memory;
  readonly state: Int32Array;
  readonly share: Int32Array;
}

/** States of a worker's word. */
const IDLE = 0;
export const POSTED = 1;
export const TAKEN = 2;
export const DONE = 3;
export const FAILED = 4;

/** Below are the constants of the kernels. */
const START = 4096;
/** Room for the images of each thread's programs. */
const IMAGE_BYTES = 2 ** 26;
const MAX_THREADS = 8;
/** Looks this often whether a worker is through before it sleeps. */
const LOOKS = 20_000;

/** Threads with the kernels on one memory: a room for images each, the large states above all of them. */
export class LargeTeam {
  readonly kernels: Kernels;
  readonly arenas: readonly Arena[];
  readonly statesStart: number;
  private readonly posts: readonly TeamPost[];
  private readonly workers: readonly Worker[];

  constructor(readonly nThreads: number) {
    this.kernels = instantiateKernels(kernelMemory(nThreads > 1));
    this.arenas = Array.from({ length: nThreads }, (_, t) => new Arena(this.kernels, START + t * IMAGE_BYTES, IMAGE_BYTES));
    this.statesStart = START + nThreads * IMAGE_BYTES;
    const shared = (count: number): Int32Array => new Int32Array(new SharedArrayBuffer(4 * count));
    this.posts = this.arenas.slice(1).map(() => ({ memory: this.kernels.memory, state: shared(1), share: shared(SHARE_WORDS) }));
    this.workers = this.posts.map((post) => {
      const worker = new Worker(join(packageRoot(), "dist", "src", "simulator", "engine", "largeWorker.js"), { workerData: post });
      // a worker that never begins leaves its shares to the thread that posted them
      worker.on("error", () => undefined);
      worker.unref();
      return worker;
    });
  }

  /** Runs the shares, the first one here; ends when all are done. @throws WorkerError */
  run(shares: readonly Share[]): void {
    const others = shares.slice(1).map((share, i) => ({ share, post: this.posts[i]! }));
    for (const { share, post } of others) {
      writeShare(post.share, share);
      Atomics.store(post.state, 0, POSTED);
      Atomics.notify(post.state, 0);
    }
    runShare(this.kernels, shares[0]!);
    for (const { share, post } of others) {
      // a worker that has not begun by now would only be waited for
      if (Atomics.compareExchange(post.state, 0, POSTED, IDLE) === POSTED) runShare(this.kernels, share);
      else waitFor(post.state);
    }
  }

  /** Ends its workers; the memory goes when nothing holds the team. */
  dismiss(): void {
    for (const worker of this.workers) void worker.terminate();
  }
}

function waitFor(state: Int32Array): void {
  for (let looks = 0; Atomics.load(state, 0) === TAKEN; looks++) if (looks > LOOKS) Atomics.wait(state, 0, TAKEN);
  if (Atomics.load(state, 0) !== DONE) throw new WorkerError("simd engine: a thread of a large state failed; use setEngineThreads(1)");
}

let team: LargeTeam | null = null;

/** The team of this thread, as large as `setEngineThreads` says. */
export function largeTeam(): LargeTeam {
  const nThreads = Math.min(MAX_THREADS, engineThreads());
  if (team?.nThreads === nThreads) return team;
  team?.dismiss();
  return (team = new LargeTeam(nThreads));
}
