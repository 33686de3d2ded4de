import { circuit, type Circuit } from "../../circuit/circuit";
import { CircuitError } from "../../core/errors";

function checkSameWidth(where: string, query: Circuit, key: Circuit): void {
  if (query.nQubits !== key.nQubits)
    throw new CircuitError(`${where}: the query has ${query.nQubits} qubits and the key ${key.nQubits}; prepare both on as many`, {
      query: query.nQubits,
      key: key.nQubits,
    });
}

const range = (from: number, n: number): number[] => Array.from({ length: n }, (_, i) => from + i);

/**
 * SWAP test: ancilla 0, query on wires 1 … n, key on n+1 … 2n; P(ancilla = 0) = ½(1 + |⟨q|k⟩|²), ⟨Z_0⟩ = |⟨q|k⟩|².
 *
 * `compared` (default all) names the qubits of a register that are swapped: of the others nothing is asked, they are traced out, and
 * ⟨Z_0⟩ = tr(ρσ). Source: Buhrman et al. quant-ph/0102001.
 *
 * @throws CircuitError when the circuits have not as many qubits
 * @example
 * ```ts
 * const test = swapTestCircuit(circuit(1).ry(0.4, 0), circuit(1).ry(1.4, 0));
 * const [fidelity] = expval(test, [parseObservable("ZII")]); // cos² 0.5
 * ```
 */
export function swapTestCircuit(query: Circuit, key: Circuit, compared: readonly number[] = range(0, query.nQubits)): Circuit {
  checkSameWidth("swapTestCircuit", query, key);
  const n = query.nQubits;
  const prepared = circuit(2 * n + 1)
    .compose(query, range(1, n))
    .compose(key, range(n + 1, n))
    .h(0);
  return compared.reduce((test, wire) => test.cswap(0, 1 + wire, 1 + n + wire), prepared).h(0);
}

/**
 * Hadamard test: ancilla 0 chooses which of two circuits prepares wires 1 … n; ⟨Z_0⟩ = Re⟨q|k⟩, P(ancilla = 0) = ½(1 + Re⟨q|k⟩).
 *
 * @throws CircuitError when the circuits have not as many qubits
 * @example
 * ```ts
 * const test = hadamardTestCircuit(circuit(1).ry(0.4, 0), circuit(1).ry(1.4, 0));
 * const [overlap] = expval(test, [parseObservable("ZI")]); // cos 0.5
 * ```
 */
export function hadamardTestCircuit(query: Circuit, key: Circuit): Circuit {
  checkSameWidth("hadamardTestCircuit", query, key);
  return circuit(query.nQubits + 1)
    .h(0)
    .compose(query.controlled())
    .x(0)
    .compose(key.controlled())
    .x(0)
    .h(0);
}

/**
 * Compute-uncompute: the query's circuit, then the key's undone; the probability of all zeros is |⟨k|q⟩|².
 *
 * @throws CircuitError when the circuits have not as many qubits
 * @example
 * ```ts
 * const test = computeUncomputeCircuit(circuit(1).ry(0.4, 0), circuit(1).ry(1.4, 0));
 * const [fidelity] = probs(test); // cos² 0.5
 * ```
 */
export function computeUncomputeCircuit(query: Circuit, key: Circuit): Circuit {
  checkSameWidth("computeUncomputeCircuit", query, key);
  return query.compose(key.inverse());
}
