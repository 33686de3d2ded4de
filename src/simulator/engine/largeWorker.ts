import { workerData } from "node:worker_threads";
import { instantiateKernels } from "./kernels";
import { readShare, runShare } from "./largeShare";
import { DONE, FAILED, POSTED, TAKEN, type TeamPost } from "./largeTeam";

const { memory, state, share } = workerData as TeamPost;
const kernels = instantiateKernels(memory);

/** Looks this often for the next share before it sleeps: stages follow one another closely. */
const LOOKS = 20_000;

function serve(): void {
  for (let looks = 0; ; looks++) {
    const now = Atomics.load(state, 0);
    if (now !== POSTED) {
      if (looks > LOOKS) {
        Atomics.wait(state, 0, now);
        looks = 0;
      }
      continue;
    }
    // the thread that posted may have taken the share back
    if (Atomics.compareExchange(state, 0, POSTED, TAKEN) !== POSTED) continue;
    let result = FAILED;
    try {
      runShare(kernels, readShare(share));
      result = DONE;
    } finally {
      Atomics.store(state, 0, result);
      Atomics.notify(state, 0);
    }
    looks = 0;
  }
}

serve();
