import { QasmError } from "../../core/errors";
import type { Operation } from "../operation";
import type { Angle } from "../parameter";
import { evaluateExpression, type Expression } from "./expression";
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

/** The number of calls and operations that one file may expand to; a chain of doubling definitions ends here, early. */
const MAX_OPERATIONS = 500_000;

/** Counts what a file expands to. */
export class Budget {
  private left = MAX_OPERATIONS;

  spend(amount: number, at: Token): void {
    this.left -= amount;
    if (this.left >= 0) return;
    throw new QasmError(
      `fromQasm: the file expands to more than ${MAX_OPERATIONS} operations; simplify its definitions`,
      at.line,
      at.column,
    );
  }
}

const flip = (wire: number): Operation => ({ gate: "X", controls: [], wires: [wire], params: [], matrix: null });

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
  const [outer, ...rest] = modifiers;
  if (!outer) {
    const expansion = gate ? gate.expand(params, wires) : { operations: [], phases: params };
    budget.spend(1 + expansion.operations.length, at);
    return expansion;
  }
  const { kind, count } = outer;
  if (kind === "inv") return invertExpansion(expandCall(rest, gate, params, wires, budget, at));
  if (kind === "pow") {
    const once = expandCall(rest, gate, params, wires, budget, at);
    budget.spend(Math.abs(count) * (1 + once.operations.length), at);
    const part = count < 0 ? invertExpansion(once) : once;
    const times = Array.from({ length: Math.abs(count) }, () => part);
    return { operations: times.flatMap((t) => t.operations), phases: times.flatMap((t) => t.phases) };
  }
  const controls = wires.slice(0, count);
  const inner = expandCall(rest, gate, params, wires.slice(count), budget, at);
  const expansion = controls.reduceRight(controlExpansion, inner);
  if (kind === "ctrl") return expansion;
  const flips = controls.map(flip);
  return { operations: [...flips, ...expansion.operations, ...flips], phases: expansion.phases };
}

/** A gate from a `gate` definition: its body expanded with the given angles and wires. */
export function definedGate(paramNames: readonly string[], nWires: number, body: readonly BodyCall[], budget: Budget): LibraryGate {
  return {
    nParams: paramNames.length,
    nWires,
    expand: (params, wires) => {
      const value = (name: string): Angle | undefined => {
        const i = paramNames.indexOf(name);
        return i < 0 ? undefined : params[i];
      };
      const parts = body.map(({ modifiers, gate, params: expressions, operands, at }) => {
        const angles = expressions.map((expression) => evaluateExpression(expression, value));
        return expandCall(modifiers, gate, angles, operands.map((i) => wires[i]!), budget, at); // prettier-ignore
      });
      return { operations: parts.flatMap((p) => p.operations), phases: parts.flatMap((p) => p.phases) };
    },
  };
}
