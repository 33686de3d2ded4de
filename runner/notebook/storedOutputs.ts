import { isDeepStrictEqual } from "node:util";
import type { MimeBundle, Output } from "../client/outputs";
import { joinText, splitText, type MultilineText, type StoredOutput } from "./notebook";

const isJson = (mimeType: string): boolean => /^application\/(.*\+)?json$/.test(mimeType);
const isSplit = (mimeType: string): boolean =>
  mimeType.startsWith("text/") || mimeType === "image/svg+xml" || mimeType === "application/javascript";

const isLines = (value: unknown): value is string[] => Array.isArray(value) && value.every((line) => typeof line === "string");

/** Outputs as Jupyter writes them, frozen: texts split into lines, fields in alphabetical order. */
export function storeOutputs(outputs: readonly Output[]): StoredOutput[] {
  const stored = outputs.map((output): StoredOutput => {
    if (output.output_type === "stream") return { name: output.name, output_type: "stream", text: splitText(output.text) };
    if (output.output_type === "error") {
      const { ename, evalue, traceback } = output;
      return { ename, evalue, output_type: "error", traceback };
    }
    const { metadata } = output;
    const data = splitBundle(output.data);
    if (output.output_type === "display_data") return { data, metadata, output_type: "display_data" };
    return { data, execution_count: output.execution_count, metadata, output_type: "execute_result" };
  });
  Object.freeze(stored);
  return stored;
}

/** Stored outputs with every text as one string, as a kernel sends them. */
function joinOutputs(stored: readonly StoredOutput[]): StoredOutput[] {
  return stored.map((output) => {
    const joined = { ...output };
    if (output.output_type === "stream") joined.text = joinText(output.text as MultilineText);
    if (typeof output.data === "object") joined.data = joinBundle(output.data as MimeBundle);
    return joined;
  });
}

/** Whether two lists of stored outputs say the same, however their texts are split. */
export function sameOutputs(a: readonly StoredOutput[], b: readonly StoredOutput[]): boolean {
  return isDeepStrictEqual(joinOutputs(a), joinOutputs(b));
}

function splitBundle(data: MimeBundle): MimeBundle {
  const entries = Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    entries.map(([mimeType, value]) => [mimeType, typeof value === "string" && isSplit(mimeType) ? splitText(value) : value]),
  );
}

function joinBundle(data: MimeBundle): MimeBundle {
  return Object.fromEntries(
    Object.entries(data).map(([mimeType, value]) => [mimeType, !isJson(mimeType) && isLines(value) ? joinText(value) : value]),
  );
}
