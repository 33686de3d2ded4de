import { describe } from "vitest";
import { getEngine } from "quantum-attention";
import { assertValidEngine } from "./engineContract";

describe("plain", () => assertValidEngine(getEngine("plain"), 1e-12, 200));
