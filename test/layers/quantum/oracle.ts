import { allZ, circuit, getEngine, param } from "quantum-attention";
import type { Circuit, Entangler } from "quantum-attention";

/** A quantum layer's circuit written gate by gate: RY RZ on every qubit, CNOTs between layers, data by RX where asked. */
export function handWritten(n: number, L: number, entangler: Entangler, data: "none" | "first" | "every" = "none"): Circuit {
  let built = circuit(n);
  let index = 0;
  for (let l = 0; l < L; l++) {
    if (l > 0 && entangler !== "none") for (let q = 0; q < n - 1; q++) built = built.cnot(q, q + 1);
    if (l > 0 && entangler === "ring" && n > 2) built = built.cnot(n - 1, 0);
    if (data === "every" || (data === "first" && l === 0)) for (let q = 0; q < n; q++) built = built.rx(param(`x${q}`), q);
    for (let q = 0; q < n; q++) built = built.ry(param(`w${index++}`), q).rz(param(`w${index++}`), q);
  }
  return built;
}

/** ⟨Z_i⟩ of a circuit in float64, its parameters by name: rows [B] of values to [B, n]. */
export function zValues(built: Circuit, rows: readonly (readonly number[])[], names: readonly string[]): Float64Array {
  const perRow = rows.flatMap((row) => built.parameters.map((name) => row[names.indexOf(name)]!));
  const batch = { batchSize: rows.length, perRow: Float64Array.from(perRow), shared: new Float64Array(0) };
  return Float64Array.from(getEngine("reference").compile(built).expval(batch, allZ(built.nQubits)));
}
