import { createRequire } from "node:module";
import { join } from "node:path";
import { packageRoot } from "../core/packageRoot";
import { ready } from "../layers/backend";

/** The part of a danfo `DataFrame` that this library's types name; at run time it is the whole DataFrame. */
export interface DataTable {
  /** Rows and columns. */
  readonly shape: number[];
  readonly columns: string[];
  /** Row by row. */
  readonly values: unknown[][];
  column(name: string): { readonly values: unknown[] };
  head(rows?: number): DataTable;
  tail(rows?: number): DataTable;
  /** Without the rows (axis 1) or columns (axis 0) that miss a value. */
  dropNa(options: { axis: 0 | 1 }): DataTable;
  describe(): DataTable;
  toString(): string;
  print(): void;
}

type Danfo = { readonly DataFrame: new (data: unknown) => DataTable };
let danfo: Danfo | null = null;

/**
 * danfo takes about a second to load, so it is loaded when the first table is made and not before. Its old HTTP client
 * asks for deprecated Node modules; that warning is not the user's business and is kept back while it loads.
 */
function loadDanfo(): Danfo {
  if (danfo !== null) return danfo;
  const deprecationsWereHidden = process.noDeprecation;
  process.noDeprecation = true;
  try {
    danfo = createRequire(join(packageRoot(), "package.json"))("danfojs-node") as Danfo;
  } finally {
    process.noDeprecation = deprecationsWereHidden ?? false;
  }
  return danfo;
}

/** A danfo DataFrame of records (one object a row) or of columns (one array a name); starts the tfjs backend that danfo needs. */
export async function dataTable(data: readonly object[] | Readonly<Record<string, readonly unknown[]>>): Promise<DataTable> {
  await ready();
  const { DataFrame } = loadDanfo();
  return new DataFrame(data);
}
