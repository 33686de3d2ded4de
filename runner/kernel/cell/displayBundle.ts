import { inspect } from "node:util";
import type { JsonObject } from "../../protocol/message";

/** A value may say how it is shown: a method of this name that gives a MIME bundle. */
const DISPLAY = Symbol.for("Jupyter.display");

/** The MIME bundle of a cell's last expression: its own, or its text (strings as they are, all else inspected). */
export async function displayBundle(value: unknown): Promise<{ data: JsonObject; metadata: JsonObject }> {
  const own = (value as { [DISPLAY]?: unknown } | null | undefined)?.[DISPLAY];
  if (typeof own === "function") return { data: (await own.call(value)) as JsonObject, metadata: {} };
  return { data: { "text/plain": typeof value === "string" ? value : inspect(value) }, metadata: {} };
}
