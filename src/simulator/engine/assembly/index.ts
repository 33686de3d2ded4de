// The interpreter: a program is a list of instructions of twelve words, [kernel, arguments], run once for every chunk of four rows.
import { accumulate, angles, linearSums, preciseAngles, scaleVectors, splatRow } from "./angles";
import { gatherFar, gatherNear, nextBlock, scatterFar, scatterNear, ungatherFar, ungatherNear } from "./block";
import { diagonalGrid, diagonalRuns, phaseSplit, phaseTree, runSums, sumSplit, sumTree, undiagonalGrid } from "./diagonal";
import { flipApply1, flipApply2, flipApply3, flipSum1, flipSum2, flipSum3, probabilityGrid, turnGradients, turnObservables, turnWeights, weighGrid, weightSplit } from "./expectation";
import { finishTurned, flipApplies2, flipApplies3, flipSums2, flipSums3, loadAngles, loadWeights, splitDiagonal, turnedProduct, turnedProductBack, turnRows, turnRowsBack, undiagonalSums, weighZ, zSums } from "./fused";
import { pauliApply, pauliSum } from "./pauli";
import { factorTable, factorTableBack, finishFactors, product, productBack, startFactors, startTurned, turnPairs, unturnPairs } from "./product";
import { rotate1, rotate2, rotate3, unrotate1, unrotate2, unrotate3 } from "./rotate";
import { gatherRows, loadComponents, loadRows, storeComponents, storeProbabilities, weighProbabilities } from "./rows";
import { basisState, clear } from "./state";
import { twist2, untwist2 } from "./twist";
import { unitary } from "./unitary";

export * from "./angles";
export * from "./block";
export * from "./diagonal";
export * from "./expectation";
export * from "./fused";
export * from "./pauli";
export * from "./probe";
export * from "./product";
export * from "./rotate";
export * from "./rows";
export * from "./state";
export * from "./twist";
export * from "./unitary";

// @ts-ignore: decorator
@inline
function w(p: usize, i: usize): usize {
  return load<u32>(p + (i << 2));
}
/** An argument that names a stream of rows: its present address. */
// @ts-ignore: decorator
@inline
function stream(p: usize, i: usize): usize {
  return load<u32>(w(p, i));
}

/**
 * Runs `chunks` chunks. `streams` are `nStreams` pairs [address, step]: after each chunk every address moves on by its step.
 */
export function run(program: usize, end: usize, streams: usize, nStreams: i32, chunks: i32): void {
  for (; chunks > 0; chunks--) {
    for (let p = program; p < end; p += 48) execute(p);
    for (let i = 0, s = streams; i < nStreams; i++, s += 8) store<u32>(s, load<u32>(s) + load<u32>(s, 4));
  }
}

// @ts-ignore: decorator
@inline
function execute(p: usize): void {
  switch (load<u32>(p)) {
    case 0: loadRows(stream(p, 1), w(p, 2), w(p, 3), w(p, 4)); break;
    case 1: gatherRows(w(p, 1), w(p, 2), stream(p, 3)); break;
    case 2: splatRow(w(p, 1), w(p, 2), w(p, 3)); break;
    case 3: linearSums(w(p, 1), w(p, 2)); break;
    case 4: angles(w(p, 1), w(p, 2)); break;
    case 5: basisState(w(p, 1), w(p, 2), w(p, 3)); break;
    case 6: clear(w(p, 1), w(p, 2)); break;
    case 7: rotate1(w(p, 1), w(p, 2), w(p, 3), w(p, 4), w(p, 5), w(p, 6), 1); break;
    case 8: rotate2(w(p, 1), w(p, 2), w(p, 3), w(p, 4), w(p, 5), w(p, 6), w(p, 7), 1); break;
    case 9: rotate3(w(p, 1), w(p, 2), w(p, 3), w(p, 4), w(p, 5), w(p, 6), w(p, 7), w(p, 8), 1); break;
    case 10: unitary(w(p, 1), w(p, 2), w(p, 3), w(p, 4)); break;
    case 11: storeComponents(w(p, 1), w(p, 2), w(p, 3), stream(p, 4)); break;
    case 12: loadComponents(stream(p, 1), w(p, 2), w(p, 3), w(p, 4)); break;
    case 13: storeProbabilities(w(p, 1), w(p, 2), w(p, 3), stream(p, 4)); break;
    case 14: weighProbabilities(w(p, 1), w(p, 2), w(p, 3), stream(p, 4), w(p, 5)); break;
    case 15: pauliSum(w(p, 1), w(p, 2), w(p, 3), w(p, 4), reinterpret<f32>(<u32>w(p, 5)), w(p, 6)); break;
    case 16: pauliApply(w(p, 1), w(p, 2), w(p, 3), w(p, 4), w(p, 5), w(p, 6)); break;
    case 17: unrotate1(w(p, 1), w(p, 2), w(p, 3), w(p, 4), w(p, 5), w(p, 6)); break;
    case 18: unrotate2(w(p, 1), w(p, 2), w(p, 3), w(p, 4), w(p, 5), w(p, 6), w(p, 7)); break;
    case 19: accumulate(w(p, 1), w(p, 2), w(p, 3)); break;
    case 20: unrotate3(w(p, 1), w(p, 2), w(p, 3), w(p, 4), w(p, 5), w(p, 6), w(p, 7), w(p, 8)); break;
    case 21: rotate1(w(p, 1), w(p, 2), w(p, 3), w(p, 4), w(p, 5), w(p, 6), -1); break;
    case 22: rotate2(w(p, 1), w(p, 2), w(p, 3), w(p, 4), w(p, 5), w(p, 6), w(p, 7), -1); break;
    case 23: rotate3(w(p, 1), w(p, 2), w(p, 3), w(p, 4), w(p, 5), w(p, 6), w(p, 7), w(p, 8), -1); break;
    case 24: phaseTree(w(p, 1), w(p, 2), w(p, 3)); break;
    case 25: phaseSplit(w(p, 1), w(p, 2), w(p, 3)); break;
    case 26: diagonalGrid(w(p, 1), w(p, 2), w(p, 3), w(p, 4), w(p, 5), w(p, 6), w(p, 7), 1); break;
    case 27: diagonalGrid(w(p, 1), w(p, 2), w(p, 3), w(p, 4), w(p, 5), w(p, 6), w(p, 7), -1); break;
    case 28: undiagonalGrid(w(p, 1), w(p, 2), w(p, 3), w(p, 4), w(p, 5), w(p, 6), w(p, 7), w(p, 8), w(p, 9)); break;
    case 29: diagonalRuns(w(p, 1), w(p, 2), w(p, 3), 1); break;
    case 30: diagonalRuns(w(p, 1), w(p, 2), w(p, 3), -1); break;
    case 31: runSums(w(p, 1), w(p, 2), w(p, 3), w(p, 4), w(p, 5), w(p, 6), w(p, 7), w(p, 8)); break;
    case 32: sumTree(w(p, 1), w(p, 2), w(p, 3)); break;
    case 33: sumSplit(w(p, 1), w(p, 2), w(p, 3), reinterpret<f32>(<u32>w(p, 4)), w(p, 5) != 0); break;
    case 34: startFactors(w(p, 1), w(p, 2)); break;
    case 35: turnPairs(w(p, 1), w(p, 2)); break;
    case 36: unturnPairs(w(p, 1), w(p, 2)); break;
    case 37: finishFactors(w(p, 1), w(p, 2)); break;
    case 38: factorTable(w(p, 1), w(p, 2), w(p, 3)); break;
    case 39: factorTableBack(w(p, 1), w(p, 2), w(p, 3), w(p, 4), w(p, 5)); break;
    case 40: product(w(p, 1), w(p, 2), w(p, 3), w(p, 4), w(p, 5)); break;
    case 41: productBack(w(p, 1), w(p, 2), w(p, 3), w(p, 4), w(p, 5), w(p, 6), w(p, 7)); break;
    case 42: probabilityGrid(w(p, 1), w(p, 2), w(p, 3), w(p, 4), w(p, 5), w(p, 6)); break;
    case 43: weightSplit(w(p, 1), w(p, 2), w(p, 3)); break;
    case 44: weighGrid(w(p, 1), w(p, 2), w(p, 3), w(p, 4), w(p, 5), w(p, 6), w(p, 7), w(p, 8), w(p, 9)); break;
    case 45: flipSum1(w(p, 1), w(p, 2), w(p, 3), w(p, 4)); break;
    case 46: flipSum2(w(p, 1), w(p, 2), w(p, 3), w(p, 4), w(p, 5)); break;
    case 47: flipApply1(w(p, 1), w(p, 2), w(p, 3), w(p, 4), w(p, 5), w(p, 6)); break;
    case 48: flipApply2(w(p, 1), w(p, 2), w(p, 3), w(p, 4), w(p, 5), w(p, 6), w(p, 7), w(p, 8)); break;
    case 49: turnObservables(w(p, 1), w(p, 2)); break;
    case 50: turnWeights(w(p, 1), w(p, 2)); break;
    case 51: turnGradients(w(p, 1), w(p, 2)); break;
    case 52: scaleVectors(w(p, 1), w(p, 2)); break;
    case 53: gatherNear(w(p, 1), w(p, 2), w(p, 3), w(p, 4)); break;
    case 54: gatherFar(w(p, 1), w(p, 2), w(p, 3), w(p, 4), w(p, 5), w(p, 6)); break;
    case 55: scatterNear(w(p, 1), w(p, 2), w(p, 3), w(p, 4), w(p, 5)); break;
    case 56: scatterFar(w(p, 1), w(p, 2), w(p, 3), w(p, 4), w(p, 5), w(p, 6), w(p, 7)); break;
    case 57: ungatherNear(w(p, 1), w(p, 2), w(p, 3), w(p, 4), w(p, 5)); break;
    case 58: ungatherFar(w(p, 1), w(p, 2), w(p, 3), w(p, 4), w(p, 5), w(p, 6), w(p, 7)); break;
    case 59: nextBlock(w(p, 1), w(p, 2), w(p, 3)); break;
    case 60: flipSum3(w(p, 1), w(p, 2), w(p, 3), w(p, 4), w(p, 5), w(p, 6)); break;
    case 61: flipApply3(w(p, 1), w(p, 2), w(p, 3), w(p, 4), w(p, 5), w(p, 6)); break;
    case 62: startTurned(w(p, 1), w(p, 2)); break;
    case 63: turnedProduct(w(p, 1), w(p, 2), w(p, 3), w(p, 4), w(p, 5), w(p, 6), w(p, 7), w(p, 8), w(p, 9)); break;
    case 64: turnedProductBack(w(p, 1), w(p, 2), w(p, 3), w(p, 4), w(p, 5)); break;
    case 65: zSums(w(p, 1), w(p, 2), w(p, 3), w(p, 4), w(p, 5), w(p, 6), w(p, 7), w(p, 8)); break;
    case 66: weighZ(w(p, 1), w(p, 2), w(p, 3), w(p, 4)); break;
    case 67: undiagonalSums(w(p, 1), w(p, 2), w(p, 3), w(p, 4), w(p, 5), w(p, 6), w(p, 7), w(p, 8), w(p, 9), w(p, 10), w(p, 11)); break;
    case 68: flipSums2(w(p, 1), w(p, 2), w(p, 3)); break;
    case 69: flipSums3(w(p, 1), w(p, 2), w(p, 3)); break;
    case 70: flipApplies2(w(p, 1), w(p, 2), w(p, 3), w(p, 4)); break;
    case 71: flipApplies3(w(p, 1), w(p, 2), w(p, 3), w(p, 4)); break;
    case 72: turnRows(w(p, 1), w(p, 2), w(p, 3), w(p, 4), stream(p, 5)); break;
    case 73: turnRowsBack(w(p, 1), w(p, 2), w(p, 3), w(p, 4), w(p, 5), w(p, 6), stream(p, 7)); break;
    case 74: splitDiagonal(w(p, 1), w(p, 2), w(p, 3), w(p, 4), w(p, 5), w(p, 6), w(p, 7), w(p, 8), w(p, 9)); break;
    case 75: loadAngles(stream(p, 1), w(p, 2), w(p, 3), w(p, 4), w(p, 5), w(p, 6)); break;
    case 76: loadWeights(stream(p, 1), w(p, 2), w(p, 3), w(p, 4), w(p, 5), w(p, 6), w(p, 7), w(p, 8)); break;
    case 77: finishTurned(w(p, 1), w(p, 2)); break;
    case 78: preciseAngles(w(p, 1), w(p, 2)); break;
    case 79: twist2(w(p, 1), w(p, 2), w(p, 3), w(p, 4), w(p, 5), w(p, 6), 1); break;
    case 80: untwist2(w(p, 1), w(p, 2), w(p, 3), w(p, 4), w(p, 5), w(p, 6)); break;
    case 81: twist2(w(p, 1), w(p, 2), w(p, 3), w(p, 4), w(p, 5), w(p, 6), -1); break;
    default: unreachable();
  }
}
