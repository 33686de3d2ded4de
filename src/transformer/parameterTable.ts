import type { NamedWeight } from "../layers/namedWeights";

/** One trainable array of a model. */
export interface ParameterRow {
  readonly name: string;
  readonly shape: readonly number[];
  readonly count: number;
  readonly group: NamedWeight["group"];
  /** How many of its entries change no output. */
  readonly dead: number;
  /** Those entries by name, such as `embedding.quantum_params[7].rz_l1_q0`. */
  readonly deadNames: readonly string[];
}

/** Sums over a parameter table. */
export interface ParameterCounts {
  readonly total: number;
  readonly quantum: number;
  readonly classical: number;
  readonly dead: number;
}

/** Rows of weights; dead parameters go to the weight whose name they begin with. */
export function tableOf(weights: readonly NamedWeight[], deadNames: readonly string[]): ParameterRow[] {
  return weights.map(({ name, variable, group }) => {
    const dead = deadNames.filter((each) => each.startsWith(`${name}[`) || each.startsWith(`${name}.`));
    return { name, shape: variable.shape, count: variable.size, group, dead: dead.length, deadNames: dead };
  });
}

/** Total, quantum, classical and dead parameters of a table. */
export function countParameters(rows: readonly ParameterRow[]): ParameterCounts {
  const sum = (pick: (row: ParameterRow) => number): number => rows.reduce((total, row) => total + pick(row), 0);
  return {
    total: sum(({ count }) => count),
    quantum: sum(({ count, group }) => (group === "quantum" ? count : 0)),
    classical: sum(({ count, group }) => (group === "classical" ? count : 0)),
    dead: sum(({ dead }) => dead),
  };
}
