import type { JsonObject } from "../../protocol/message";
import { requireFromTslab } from "../tslabFiles";
import { send } from "./channel";

/** Where libraries of any copy find the notebook's display: (content, update) => void. */
const HOOK = Symbol.for("jupyter.writeDisplayData");

/** Lets `tslab.display` and libraries show MIME bundles. */
export function installDisplay(): void {
  const write = (content: JsonObject, update?: boolean): void => send({ type: "display", update: update === true, content });
  Object.defineProperty(globalThis, HOOK, { value: write, configurable: true });
  (requireFromTslab("tslab/dist/jupyter") as { lastWriteDisplayData: unknown }).lastWriteDisplayData = write;
}
