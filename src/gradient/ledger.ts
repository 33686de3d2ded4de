/** What circuits were run for: a model's forward pass, a gradient, or an evaluation. */
export type Purpose = "forward" | "gradient" | "evaluation";

/** How much was run. */
export interface Cost {
  /** Executed circuits, each with its own parameters; an adjoint sweep counts as one. */
  readonly circuits: number;
  /** Measurement settings over all circuits: one a circuit for Z readout, three for X, Y and Z. */
  readonly settings: number;
  /** Shots over all settings; exact expectation values take none. */
  readonly shots: number;
}

const NOTHING: Cost = { circuits: 0, settings: 0, shots: 0 };
const plus = (a: Cost, b: Cost): Cost => ({
  circuits: a.circuits + b.circuits,
  settings: a.settings + b.settings,
  shots: a.shots + b.shots,
});

/**
 * Counts circuits, measurement settings and shots by purpose.
 *
 * @example
 * ```ts
 * const ledger = new Ledger();
 * gradient(circuit(1).ry(param("a"), 0), allZ(1), { a: 0.3 }, { diffMethod: "parameter-shift", shots: 100, seed: 1, ledger });
 * console.log(ledger.of("gradient")); // { circuits: 2, settings: 2, shots: 200 }
 * ```
 */
export class Ledger {
  private readonly costs: Record<Purpose, Cost> = { forward: NOTHING, gradient: NOTHING, evaluation: NOTHING };

  /** Adds what was run. */
  add(purpose: Purpose, cost: Cost): void {
    this.costs[purpose] = plus(this.costs[purpose], cost);
  }

  /** What was spent for one purpose. */
  of(purpose: Purpose): Cost {
    return this.costs[purpose];
  }

  /** What was spent in all. */
  total(): Cost {
    return Object.values(this.costs).reduce(plus, NOTHING);
  }

  /** The costs of all purposes, as data. */
  toJSON(): Record<Purpose, Cost> {
    return { ...this.costs };
  }
}
