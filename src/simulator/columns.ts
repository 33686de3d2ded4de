import type { ParamBatch } from "./engine";

/** Where a parameter's values stand in a batch, and where its gradient goes. */
export interface Column {
  readonly isShared: boolean;
  readonly index: number;
}

/** The column of every parameter by name. */
export const columnsOf = (names: { readonly perRow: readonly string[]; readonly shared: readonly string[] }): ReadonlyMap<string, Column> =>
  new Map<string, Column>([
    ...names.perRow.map((name, index) => [name, { isShared: false, index }] as const),
    ...names.shared.map((name, index) => [name, { isShared: true, index }] as const),
  ]);

/** The value of a column in one row of a batch with `nPerRow` columns a row. */
export const columnValue = ({ isShared, index }: Column, params: ParamBatch, row: number, nPerRow: number): number =>
  isShared ? params.shared[index]! : params.perRow[row * nPerRow + index]!;
