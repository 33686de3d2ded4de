import type { Circuit } from "../../circuit/circuit";
import { param } from "../../circuit/parameter";

/** The same circuit with `prefix` before the names of its parameters, so that two of a kind can stand in one. */
export const prefixedParameters = (circuit: Circuit, prefix: string): Circuit =>
  circuit.bind(Object.fromEntries(circuit.parameters.map((name) => [name, param(`${prefix}${name}`)])));
