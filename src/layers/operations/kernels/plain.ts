import type { Kernels } from "./kernels";
import { plainAttention } from "./plainAttention";
import { plainElementwise } from "./plainElementwise";
import { plainLinear } from "./plainLinear";
import { plainNorm } from "./plainNorm";
import { plainPolynomial } from "./plainPolynomial";
import { plainReduced } from "./plainReduced";
import { plainScores } from "./plainScores";
import { plainSpectral } from "./plainSpectral";
import { plainTokens } from "./plainTokens";

/** Obvious loops: the oracle of the SIMD set, and what every backend but wasm runs. */
export const plainKernels: Kernels = {
  name: "plain",
  ...plainLinear,
  ...plainAttention,
  ...plainScores,
  ...plainReduced,
  ...plainPolynomial,
  ...plainSpectral,
  ...plainNorm,
  ...plainElementwise,
  ...plainTokens,
};
