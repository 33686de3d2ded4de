import { after, type ImageBuilder, type Place, type Word } from "./image";
import { INSTRUCTION_WORDS, KERNEL, type KernelName } from "./kernels";

interface Instruction {
  readonly kernel: KernelName;
  readonly args: readonly Word[];
}

/** Instructions that follow one another, and the one that does the same; null when these cannot be joined. */
interface Rule {
  readonly from: readonly KernelName[];
  readonly join: (args: readonly (readonly Word[])[], builder: ImageBuilder) => Instruction | null;
}

const NAMES = Object.keys(KERNEL) as KernelName[];

/** The end of the tree's last level, for the check that a tree is a split one. */
const isEnd = (leaves: Word, end: Word, size: number, levels: Word): boolean =>
  (end as Place).offset - (leaves as Place).offset === size * 2 ** (levels as number);

/** Sums up a tree turn signs and replace (`-1, 0`), or keep them and add (`1, 1`). */
const sums = (args: readonly Word[] | undefined, sign: number): boolean =>
  (args![3] as { float: number }).float === sign && args![4] === (sign > 0 ? 1 : 0);

const RULES: readonly Rule[] = [
  {
    from: ["loadRows", "angles"],
    join: ([load, angles]) => ({ kernel: "loadAngles", args: [...load!.slice(0, 4), ...angles!.slice(0, 2)] }),
  },
  {
    from: ["startTurned", "factorTable", "factorTable", "product"],
    join: ([start, rows, columns, product]) => ({
      kernel: "turnedProduct",
      args: [...start!.slice(0, 2), ...rows!.slice(0, 3), ...columns!.slice(0, 3), product![0]!],
    }),
  },
  {
    from: ["phaseSplit", "phaseSplit", "diagonalGrid"],
    join: ([rows, columns, grid]) =>
      // half of the rows mirror the other half: there must be two
      rows![2] === 0 ? null : { kernel: "splitDiagonal", args: [...rows!.slice(0, 3), ...columns!.slice(0, 3), ...grid!.slice(0, 3)] },
  },
  {
    from: ["probabilityGrid", "sumSplit", "sumSplit"],
    join: ([grid, rows, columns]) =>
      sums(rows, -1) && sums(columns, -1)
        ? { kernel: "zSums", args: [...grid!.slice(0, 2), ...rows!.slice(0, 3), ...columns!.slice(0, 3)] }
        : null,
  },
  {
    from: ["weightSplit", "weightSplit", "weighGrid", "sumSplit", "sumSplit"],
    join: ([rowWeights, columnWeights, grid, rows, columns], builder) => {
      const trees = [rowWeights!, rows!, columnWeights!, columns!];
      const words = [0, 2].flatMap((i) => [...trees[i]!.slice(0, 2), ...trees[i + 1]!.slice(0, 3)]);
      return sums(rows, -1) && sums(columns, -1) ? { kernel: "weighZ", args: [...grid!.slice(0, 3), builder.list(words)] } : null;
    },
  },
  {
    from: ["undiagonalGrid", "sumSplit", "sumSplit"],
    join: ([grid, rows, columns]) => {
      const [psi, lam, table, row, , column] = grid!;
      const areAll = sums(rows, 1) && sums(columns, 1) && isEnd(row!, grid![4]!, 32, rows![2]!);
      return areAll
        ? { kernel: "undiagonalSums", args: [psi!, lam!, table!, row!, column!, ...rows!.slice(0, 3), ...columns!.slice(0, 3)] }
        : null;
    },
  },
  {
    from: ["loadRows", "scaleVectors", "turnWeights"],
    join: ([load, scale, turns]) => ({ kernel: "loadWeights", args: [...load!.slice(0, 4), ...scale!.slice(0, 2), ...turns!.slice(0, 2)] }),
  },
  {
    from: ["turnObservables", "turnGradients", "gatherRows"],
    join: ([values, gradients, rows]) => ({
      kernel: "turnRowsBack",
      args: [...values!.slice(0, 2), ...gradients!.slice(0, 2), ...rows!.slice(0, 3)],
    }),
  },
  {
    from: ["turnObservables", "gatherRows"],
    join: ([turns, rows]) => ({ kernel: "turnRows", args: [...turns!.slice(0, 2), ...rows!.slice(0, 3)] }),
  },
  ...(["flipSum2", "flipSum3"] as const).map((flip): Rule => pairRule(flip, flip === "flipSum2" ? "flipSums2" : "flipSums3", 1, flip === "flipSum2" ? 4 : 5)), // prettier-ignore
  ...(["flipApply2", "flipApply3"] as const).map((flip): Rule => pairRule(flip, flip === "flipApply2" ? "flipApplies2" : "flipApplies3", 2, flip === "flipApply2" ? 6 : 4)), // prettier-ignore
];

/** Two of a kind with their first arguments in common, the others listed. */
function pairRule(from: KernelName, kernel: KernelName, common: number, width: number): Rule {
  return {
    from: [from, from],
    join: (pair, builder) => {
      const list = builder.list(pair.flatMap((args) => args.slice(common, common + width)));
      return { kernel, args: [...pair[0]!.slice(0, common), list, after(list, 8 * width)] };
    },
  };
}

/** The same instructions with runs of them that belong together as one: fewer steps of the interpreter for each chunk. */
export function fuseInstructions(words: readonly Word[], builder: ImageBuilder): Word[] {
  const code = Array.from({ length: words.length / INSTRUCTION_WORDS }, (_, i): Instruction => {
    const [kernel, ...args] = words.slice(i * INSTRUCTION_WORDS, (i + 1) * INSTRUCTION_WORDS);
    return { kernel: NAMES[kernel as number]!, args };
  });
  const fused: Word[] = [];
  for (let i = 0; i < code.length;) {
    let [step, { kernel, args }] = [1, code[i]!];
    for (const { from, join } of RULES) {
      if (!from.every((name, j) => code[i + j]?.kernel === name)) continue;
      const joined = join(code.slice(i, i + from.length).map((each) => each.args), builder); // prettier-ignore
      if (!joined) continue;
      [step, { kernel, args }] = [from.length, joined];
      break;
    }
    const padding = new Array<number>(INSTRUCTION_WORDS - 1 - Math.min(args.length, INSTRUCTION_WORDS - 1)).fill(0);
    fused.push(KERNEL[kernel], ...args, ...padding);
    i += step;
  }
  return fused;
}
