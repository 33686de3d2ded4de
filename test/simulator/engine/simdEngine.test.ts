import { describe } from "vitest";
import { getEngine } from "quantum-attention";
import { assertValidEngine } from "../engineContract";

describe("simd", () => assertValidEngine(getEngine("simd"), 1e-5, 300));
