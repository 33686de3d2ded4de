// The transformer's kernels (../kernels/kernels.ts) on pointers: byte offsets into the memory that the module imports, which is tfjs' own.
// No allocation, no static data, no check; every output is written in full.
export { linear, linearGrad } from "./linear";
export { attention, attentionGrad } from "./attention";
export { layerNorm, layerNormGrad } from "./norm";
export { relu, reluGrad, gelu, tanh, tanhGrad, add, multiply, addPositions } from "./elementwise";
export { embed, embedGrad, meanPool, meanPoolGrad } from "./tokens";
export { stateGram, stateGramGrad, scoreSoftmax, scoreSoftmaxGrad, weightedValues, weightedValuesGrad } from "./scores";
export { reducedStates, reducedStatesGrad } from "./reduced";
export { unitaryPolynomial, unitaryPolynomialGrad } from "./polynomial";
export { spectralMix, spectralMixGrad } from "./spectral";
