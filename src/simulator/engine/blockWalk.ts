import type { Frame } from "../program/frame";
import { VECTOR, type Assembler } from "./assembler";
import { after, type Place, type Word } from "./image";

/** Bytes of a state from an amplitude to the one with the wire's bit set (wires other than the two last). */
const stride = (wire: number, nQubits: number): number => 8 * 2 ** (nQubits - 1 - wire);

/** The sum of every subset of the strides, the first the most significant bit of the index. */
const subsetSums = (strides: readonly number[]): Int32Array =>
  Int32Array.from({ length: 2 ** strides.length }, (_, i) =>
    strides.reduce((sum, s, j) => sum + ((i >> (strides.length - 1 - j)) & 1 ? s : 0), 0),
  );

/** Words of the workspace that a state of a stage is walked with. */
interface WalkedState {
  readonly pointer: Place;
  readonly cursor: Place;
  /** The address of the present block. */
  readonly block: Place;
}

/** How a stage's blocks lie in the large state, and the instructions that bring them into the chunk and back. */
export class BlockWalk {
  readonly blocks: Place;
  readonly nBlocks: number;
  private readonly rows: readonly [Place, Place];
  /** Bytes between the lanes when they are not the two last wires. */
  private readonly far: readonly number[];

  /** `touched`: wires that may be 1; blocks where another outer wire is 1 hold zeros and are left out. */
  constructor(
    private readonly asm: Assembler,
    wires: readonly number[],
    nQubits: number,
    touched: ReadonlySet<number>,
  ) {
    const isFar = wires.includes(nQubits - 1);
    const all = Array.from({ length: nQubits }, (_, wire) => wire);
    const outer = all.filter((wire) => !wires.includes(wire) && wire < nQubits - 2);
    const lanes = isFar ? outer.slice(-2) : [];
    this.far = lanes.map((wire) => stride(wire, nQubits)).reverse();
    const blocks = subsetSums(outer.filter((wire) => !lanes.includes(wire) && touched.has(wire)).map((wire) => stride(wire, nQubits)));
    this.blocks = asm.builder.table(blocks);
    this.nBlocks = blocks.length;
    const rows = subsetSums(wires.filter((wire) => wire < nQubits - 2).map((wire) => stride(wire, nQubits)));
    const table = asm.builder.table(rows);
    this.rows = [table, after(table, 4 * rows.length)];
  }

  /** A further state that the stage walks. */
  state(): WalkedState {
    const [pointer, cursor, block] = [this.asm.builder.space(4), this.asm.builder.space(4), this.asm.builder.space(4)];
    return { pointer, cursor, block };
  }

  /** Moves on to the next block. */
  next({ pointer, cursor, block }: WalkedState): void {
    this.asm.emit("nextBlock", block, cursor, pointer);
  }

  /** The block into the chunk, component c at component c. */
  gather({ block }: WalkedState, chunk: Place): void {
    this.asm.emit(this.far.length > 0 ? "gatherFar" : "gatherNear", block, chunk, ...this.rows, ...this.far);
  }

  /** The block out of (`scatter`) or into (`ungather`) a chunk whose components stand as the frame says. */
  transfer(way: "scatter" | "ungather", { block }: WalkedState, chunk: Place, { place, sign }: Frame): void {
    const entries = new Int32Array(2 * place.length);
    for (let c = 0; c < place.length; c++) {
      entries[2 * c] = VECTOR * place[c]!;
      entries[2 * c + 1] = sign[c]! < 0 ? 1 << 31 : 0;
    }
    const args: Word[] = [block, chunk, ...this.rows, this.asm.builder.table(entries), ...this.far];
    if (this.far.length > 0) this.asm.emit(way === "scatter" ? "scatterFar" : "ungatherFar", ...args);
    else this.asm.emit(way === "scatter" ? "scatterNear" : "ungatherNear", ...args);
  }
}
