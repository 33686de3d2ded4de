import type { Program } from "../program";
import type { LinearForm } from "../program/linearForm";
import { roundedConstants, type RoundedAngle } from "../program/roundedConstants";
import { after, doubleWords, ImageBuilder, type Place, type Word } from "./image";
import { INSTRUCTION_WORDS, KERNEL, type KernelName } from "./kernels";

/** Rows of the batch that a program reads or writes, one address each. */
export type StreamName = "perRow" | "values" | "im" | "cotangent" | "cotangentIm" | "gradient";

export interface Stream {
  readonly name: StreamName;
  /** Floats a row. */
  readonly width: number;
  readonly isInput: boolean;
}

/** Bytes of four lanes, and of a coefficient [cos, sin, gradient]. */
export const VECTOR = 16;
const COEFFICIENT = 48;

/** A state, cotangent or table of complex vectors. */
export const COMPLEX = 32;

/** When instructions run: once before each block of rows, for each chunk of four rows, once after each block. */
export type Moment = "before" | "chunk" | "afterwards";

/** A vector and what it is the weighted sum of. */
export type PlacedSum = readonly [Place, readonly (readonly [Place, number])[]];

/** Collects the instructions of one program, with the places that all its parts share. */
export class Assembler {
  readonly builder = new ImageBuilder();
  readonly lists: Readonly<Record<Moment, Word[]>> = { before: [], chunk: [], afterwards: [] };
  readonly streams: Stream[] = [];
  readonly streamTable: Place;
  readonly check: Place;
  readonly size: number;
  readonly stateBytes: number;
  readonly psi: Place;
  readonly lambda: Place;
  private readonly coefficients: readonly Place[];

  constructor(
    readonly program: Program,
    readonly nPerRow: number,
    readonly nShared: number,
    readonly gradient: boolean,
    /** True for float64, two rows a vector; false for float32 and four. */
    readonly isDouble = false,
  ) {
    const { builder } = this;
    this.size = 2 ** program.nQubits;
    this.stateBytes = COMPLEX * this.size;
    this.streamTable = builder.space(64);
    this.check = builder.space(VECTOR);
    const constants = isDouble ? null : roundedConstants(program);
    this.coefficients = program.angles.map(({ terms, offset }, index) => {
      const rounded = constants ? constants.get(index) : terms.length === 0 ? ([Math.cos(offset), Math.sin(offset)] as const) : undefined;
      return rounded ? this.constant(rounded) : builder.space(COEFFICIENT);
    });
    this.psi = builder.space(this.stateBytes);
    this.lambda = builder.space(gradient ? this.stateBytes : 0);
  }

  emit(kernel: KernelName, ...args: Word[]): void {
    this.emitAt("chunk", kernel, ...args);
  }

  emitAt(moment: Moment, kernel: KernelName, ...args: Word[]): void {
    const padding = new Array<number>(INSTRUCTION_WORDS - 1 - args.length).fill(0);
    this.lists[moment].push(KERNEL[kernel], ...args, ...padding);
  }

  /** The table entry that holds a stream's present address. */
  stream(name: StreamName, width: number, isInput: boolean): Place {
    this.streams.push({ name, width, isInput });
    return after(this.streamTable, 8 * (this.streams.length - 1));
  }

  coefficient(angle: number): Place {
    return this.coefficients[angle]!;
  }

  gradientOf(angle: number): Place {
    return after(this.coefficients[angle]!, 2 * VECTOR);
  }

  /** True when an angle is the same in all rows. */
  isShared({ terms }: LinearForm): boolean {
    return terms.every(({ column }) => column >= this.nPerRow);
  }

  /** A list of words that an instruction walks: its start and its end. */
  span(words: readonly Word[]): [Place, Place] {
    const place = this.builder.list(words);
    return [place, after(place, 4 * words.length)];
  }

  /** A table of components as byte offsets in a state: its start and its end. */
  offsets(components: Int32Array): [Place, Place] {
    const place = this.builder.table(components.map((component) => VECTOR * component));
    return [place, after(place, 4 * components.length)];
  }

  /** Each place = Σ scale · from. */
  emitSums(moment: Moment, sums: readonly PlacedSum[]): void {
    const single = sums.filter(([, sum]) => sum.length === 1).flatMap(([to, [term]]): Word[] => [to, term![0], ...this.number(term![1])]);
    const others = sums
      .filter(([, sum]) => sum.length !== 1)
      .flatMap(([to, sum]): Word[] => [to, sum.length, ...sum.flatMap(([from, scale]): Word[] => [from, ...this.number(scale)])]);
    if (single.length > 0) this.emitAt(moment, "scaleVectors", ...this.span(single));
    if (others.length > 0) this.emitAt(moment, "linearSums", ...this.span(others));
  }

  /** Sums as rows of the batch: those of one term straight from where they stand. */
  emitRows(sums: readonly (readonly (readonly [Place, number])[])[], stream: StreamName): void {
    const zero = this.builder.list([0, 0, 0, 0]);
    const places = sums.map((sum): readonly [Place, number] => sum[1] ? [this.builder.space(VECTOR), 1] : (sum[0] ?? [zero, 1])); // prettier-ignore
    this.emitSums("chunk", sums.flatMap((sum, i) => (sum.length > 1 ? [[places[i]![0], sum] as const] : []))); // prettier-ignore
    const table = this.builder.list(places.flatMap(([from, scale]): Word[] => [from, ...this.number(scale)]));
    this.emit("gatherRows", table, sums.length, this.stream(stream, sums.length, false));
  }

  /** A number of a table. */
  number(value: number): Word[] {
    return this.isDouble ? doubleWords(value) : [{ float: value }];
  }

  /** The coefficient of an angle that no parameter enters. */
  constant([cos, sin]: RoundedAngle): Place {
    const vector = (value: number): Word[] => new Array<Word[]>(this.isDouble ? 2 : 4).fill(this.number(value)).flat();
    return this.builder.list([cos, sin, 0].flatMap(vector));
  }
}
