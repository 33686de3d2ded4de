import type { Random } from "../../core/random";
import { normalValues } from "../initialValues";

/** Angles N(0, 1)·0.1 (the reference's, near |0…0⟩) or U(0, 2π). */
export const initialAngles = (kind: "normal" | "uniform", count: number, random: Random): Float32Array =>
  kind === "normal" ? normalValues(random, count, 0.1) : Float32Array.from({ length: count }, () => random.between(0, 2 * Math.PI));
