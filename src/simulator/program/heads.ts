import type { Elementary, RotationGate } from "./elementary";
import type { LinearForm } from "./linearForm";

/** A rotation of one qubit's own two amplitudes (components 0 to 3), pair by pair. */
interface FactorTurn {
  readonly pair: readonly [number, number];
  readonly gate: RotationGate;
}

/** How one qubit leaves |0⟩: cos at component 0 and sin at `second` from its first rotation, then further turns. */
export interface Factor {
  readonly start: { readonly second: number; readonly angle: LinearForm } | null;
  readonly turns: readonly FactorTurn[];
}

/**
 * Takes the rotations that act on a qubit before anything else touches it: they make a product state. Pairs whose two components
 * are still zero do nothing and are left out. Returns the factors by wire and the gates that remain.
 */
export function takeProductStart(gates: readonly Elementary[], nQubits: number): { factors: Factor[]; rest: Elementary[] } {
  const open = new Array<boolean>(nQubits).fill(true);
  const chains: RotationGate[][] = Array.from({ length: nQubits }, () => []);
  const rest: Elementary[] = [];
  for (const gate of gates) {
    const [wire] = gate.wires;
    if (gate.wires.length === 1 && open[wire!] && gate.kind === "rotation") chains[wire!]!.push(gate);
    else if (gate.wires.length === 1 && open[wire!] && chains[wire!]!.length === 0 && keepsZero(gate)) continue;
    else {
      for (const w of gate.wires) open[w] = false;
      rest.push(gate);
    }
  }
  return { factors: chains.map(factorOf), rest };
}

/** A monomial that leaves |0⟩ as it is. */
function keepsZero(gate: Elementary): boolean {
  return gate.kind === "monomial" && [0, 1].every((c) => gate.to[c] === c && gate.sign[c] === 1);
}

function factorOf(chain: readonly RotationGate[]): Factor {
  const filled = new Set([0]);
  const turns: FactorTurn[] = [];
  let start: Factor["start"] = null;
  for (const gate of chain)
    for (const pair of gate.pairs) {
      const [a, b] = pair;
      if (!filled.has(a) && !filled.has(b)) continue;
      if (a === 0 && filled.size === 1) start = { second: b, angle: gate.angle };
      else turns.push({ pair, gate });
      filled.add(a).add(b);
    }
  return { start, turns };
}
