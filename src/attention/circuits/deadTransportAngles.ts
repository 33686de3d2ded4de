import type { Circuit } from "../../circuit/circuit";
import { observable } from "../../circuit/observable";
import { Random } from "../../core/random";
import { deadCircuitParameters } from "../../layers/quantum/deadParameters";
import { transportCircuit } from "./transportCircuit";

/** Numbers of the angles that no entry of the matrix depends on: those of a diagonal observable of the data qubits with random entries. */
export function deadTransportAngles(ansatz: Circuit, dataQubits: number): number[] {
  const n = ansatz.nQubits;
  const random = new Random(0).split("dead transport angles");
  const letters = (bits: number): string => bits.toString(2).padStart(dataQubits, "0").replaceAll("0", "I").replaceAll("1", "Z");
  const strings = Array.from({ length: 2 ** dataQubits }, (_, bits) => letters(bits).padEnd(n, "I"));
  const terms = strings.flatMap((left) => strings.map((right) => ({ coefficient: random.between(0.5, 1.5), paulis: left + right })));
  const dead = deadCircuitParameters(transportCircuit(ansatz), [observable(terms)]);
  return dead.map((name) => ansatz.parameters.indexOf(name));
}
