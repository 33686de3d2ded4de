import { gateOperation, type Operation } from "../operation";
import type { Angle } from "../parameter";
import { evaluateExpression, expressionSize, type Expression } from "./expression";
import { qasmFailure } from "./cursor";
import { controlExpansion, invertExpansion, type Expansion, type LibraryGate } from "./gateLibrary";
import type { Token } from "./tokens";

/** `ctrl(n) @`, `negctrl(n) @`, `inv @` or `pow(n) @` before a gate. */
export interface Modifier {
  readonly kind: "ctrl" | "negctrl" | "inv" | "pow";
  readonly count: number;
}

/** A call of a gate in a `gate` body: operands are positions among the body's qubits. `gate` null is gphase. */
export interface BodyCall {
  readonly modifiers: readonly Modifier[];
  readonly gate: LibraryGate | null;
  readonly params: readonly Expression[];
  readonly operands: readonly number[];
  readonly at: Token;
}

/** Steps of expansion that one file may cost (about a second): a chain of doubling definitions ends here, early. */
const MAX_STEPS = 5_000_000;

/** Counts what a file costs to expand. */
export class Budget {
  private left = MAX_STEPS;

  spend(steps: number, at: Token): void {
    this.left -= steps;
    if (this.left < 0) throw qasmFailure(`the file expands to more than ${MAX_STEPS} steps; simplify its definitions`, at);
  }
}

const size = ({ operations, phases }: Expansion): number => 1 + operations.length + phases.length;

const flip = (wire: number): Operation => gateOperation("X", [wire]);

/** How many operands the modifiers add in front. */
export const addedControls = (modifiers: readonly Modifier[]): number =>
  modifiers.reduce((sum, { kind, count }) => sum + (kind === "ctrl" || kind === "negctrl" ? count : 0), 0);

/** A modified gate on wires: the first modifier is the outermost and owns the first wires. */
export function expandCall(
  modifiers: readonly Modifier[],
  gate: LibraryGate | null,
  params: readonly Angle[],
  wires: readonly number[],
  budget: Budget,
  at: Token,
): Expansion {
  let first = addedControls(modifiers);
  let expansion = gate ? gate.expand(params, wires.slice(first)) : { operations: [], phases: params };
  budget.spend(size(expansion), at);
  for (const { kind, count } of [...modifiers].reverse()) {
    budget.spend(size(expansion) * (kind === "inv" ? 1 : Math.abs(count)), at);
    if (kind === "inv") expansion = invertExpansion(expansion);
    else if (kind === "pow") expansion = repeatExpansion(count < 0 ? invertExpansion(expansion) : expansion, Math.abs(count));
    else {
      const controls = wires.slice(first - count, first);
      const flips = kind === "negctrl" ? controls.map(flip) : [];
      const { operations, phases } = controls.reduceRight(controlExpansion, expansion);
      expansion = { operations: [...flips, ...operations, ...flips], phases };
      first -= count;
    }
  }
  return expansion;
}

function repeatExpansion(once: Expansion, times: number): Expansion {
  const copies = Array.from({ length: times }, () => once);
  return { operations: copies.flatMap((copy) => copy.operations), phases: copies.flatMap((copy) => copy.phases) };
}

/** A gate from a `gate` definition: its body expanded with the given angles and wires. */
export function definedGate(paramNames: readonly string[], nWires: number, body: readonly BodyCall[], budget: Budget): LibraryGate {
  const places = new Map(paramNames.map((name, i) => [name, i]));
  const costs = body.map((call) => call.params.reduce((sum, expression) => sum + expressionSize(expression), 0));
  return {
    nParams: paramNames.length,
    nWires,
    expand: (params, wires) => {
      const value = (name: string): Angle | undefined => {
        const place = places.get(name);
        return place === undefined ? undefined : params[place];
      };
      const parts = body.map(({ modifiers, gate, params: expressions, operands, at }, i) => {
        budget.spend(costs[i]!, at);
        const angles = expressions.map((expression) => evaluateExpression(expression, value));
        return expandCall(modifiers, gate, angles, operands.map((i) => wires[i]!), budget, at); // prettier-ignore
      });
      return { operations: parts.flatMap((p) => p.operations), phases: parts.flatMap((p) => p.phases) };
    },
  };
}
