import { ansatz14, basicEntangler, stronglyEntangling } from "../../ansatz/entanglingLayers";
import { hardwareEfficient } from "../../ansatz/hardwareEfficient";
import type { Circuit } from "../../circuit/circuit";

/** The layered ansätze that the studies of circuits compare. */
export const ANSATZE: Readonly<Record<string, (shape: { nQubits: number; nLayers: number }) => Circuit>> = {
  "hardware-efficient, chain": (shape) => hardwareEfficient(shape),
  "basic entangler": (shape) => basicEntangler(shape),
  "strongly entangling": (shape) => stronglyEntangling(shape),
  "ansatz 14": (shape) => ansatz14(shape),
};
