import { receiveMessageOnPort, workerData, type MessagePort } from "node:worker_threads";
import { threadArena } from "./arena";
import type { Encoded } from "./encode";
import type { Image } from "./image";
import { runRows } from "./runRows";
import { DONE, FAILED, NOT_FINITE, POSTED, TAKEN, type ThreadJob } from "./threads";

const { word, port } = workerData as { readonly word: Int32Array; readonly port: MessagePort };

/** Messages are copies: the same program comes as another object each time. Its words tell it again, so that it is loaded once. */
const images: Image[] = [];

function knownImage(image: Image): Image {
  const known = images.find(({ words, bytes }) => bytes === image.bytes && words.length === image.words.length && words.every((w, i) => w === image.words[i])); // prettier-ignore
  if (known) return known;
  if (images.length >= 16) images.shift();
  images.push(image);
  return image;
}

function run({ encoded, batchSize, streams, shared, blockSums }: ThreadJob): number {
  const own: Encoded = { ...encoded, image: knownImage(encoded.image) };
  return runRows(threadArena(), own, batchSize, streams, shared, blockSums) ? DONE : NOT_FINITE;
}

/** Waits for work, does it, says so; for ever. */
function serve(): void {
  for (;;) {
    if (Atomics.load(word, 0) !== POSTED) {
      Atomics.wait(word, 0, Atomics.load(word, 0));
      continue;
    }
    const received: { readonly message: unknown } | undefined = receiveMessageOnPort(port);
    if (!received) continue;
    Atomics.store(word, 0, TAKEN);
    Atomics.notify(word, 0);
    let state = FAILED;
    try {
      state = run(received.message as ThreadJob);
    } finally {
      Atomics.store(word, 0, state);
      Atomics.notify(word, 0);
    }
  }
}

serve();
