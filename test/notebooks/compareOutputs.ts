import type { CellOutputs } from "./notebookOutputs";

/** Numbers are equal when |a − b| ≤ absolute + relative·|b|. */
export interface Tolerance {
  readonly absolute: number;
  readonly relative: number;
}

const NUMBER = /[-−]?\d+(?:\.\d+)?(?:e[-+]?\d+)?/gi;

/** How the outputs of two runs of a notebook differ, a line a difference; empty when they agree. Other than numbers must be equal. */
export function compareOutputs(expected: readonly CellOutputs[], actual: readonly CellOutputs[], tolerance: Tolerance): string[] {
  const cells = expected.map(({ cell }) => cell).join(", ");
  const found = actual.map(({ cell }) => cell).join(", ");
  if (cells !== found) return [`cells: expected ${cells}, got ${found}`];
  return expected.flatMap(({ cell, outputs }, i) => compareValues(cell, outputs, actual[i]!.outputs, tolerance));
}

function compareValues(where: string, expected: unknown, actual: unknown, tolerance: Tolerance): string[] {
  const differ = [`${where}: expected ${short(expected)}, got ${short(actual)}`];
  if (typeof expected === "number" && typeof actual === "number") return near(expected, actual, tolerance) ? [] : differ;
  if (typeof expected === "string" && typeof actual === "string") return compareTexts(expected, actual, tolerance) ? [] : differ;
  if (expected === null || actual === null || typeof expected !== "object" || typeof actual !== "object")
    return expected === actual ? [] : differ;
  const [a, b] = [expected as Record<string, unknown>, actual as Record<string, unknown>];
  const keys = Object.keys(a).sort();
  if (keys.join() !== Object.keys(b).sort().join()) return [`${where}: expected ${keys.join(", ")}, got ${Object.keys(b).sort().join(", ")}`];
  return keys.flatMap((key) => compareValues(`${where}.${key}`, a[key], b[key], tolerance));
}

/** Texts are equal when what stands between their numbers is, spaces aside (columns grow with their numbers), and the numbers are near. */
function compareTexts(expected: string, actual: string, tolerance: Tolerance): boolean {
  const words = (text: string): string => text.replace(NUMBER, "#").replace(/[\s─]+/g, " ").trim(); // prettier-ignore
  const numbers = (text: string): number[] => (text.match(NUMBER) ?? []).map((number) => Number(number.replace("−", "-")));
  const found = numbers(actual);
  return words(expected) === words(actual) && numbers(expected).every((number, i) => near(number, found[i]!, tolerance));
}

const near = (a: number, b: number, { absolute, relative }: Tolerance): boolean => Math.abs(a - b) <= absolute + relative * Math.abs(b);

const short = (value: unknown): string => {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
};
