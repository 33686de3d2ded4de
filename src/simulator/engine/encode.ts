import type { Pass, Program } from "../program";
import type { LinearForm } from "../program/linearForm";
import { storedPauli, type Readout } from "../program/readout";
import { after, ImageBuilder, type Image, type Place, type Word } from "./image";
import { INSTRUCTION_WORDS, KERNEL } from "./kernels";

/** What a run reads out, and whether it goes back for gradients. */
export interface Task {
  readonly readout: "states" | "probs" | Readout;
  readonly gradient: boolean;
}

/** Rows of the batch that a program reads or writes, one address each. */
export type StreamName = "perRow" | "values" | "im" | "cotangent" | "cotangentIm" | "gradient";

export interface Stream {
  readonly name: StreamName;
  /** Floats a row. */
  readonly width: number;
  readonly isInput: boolean;
}

/** An image with the entry points and places that a call needs; offsets from the image's start. */
export interface Encoded {
  readonly image: Image;
  /** [start, end] of the instructions run before each block, for each chunk, and after each block. */
  readonly before: readonly [number, number];
  readonly chunk: readonly [number, number];
  readonly afterwards: readonly [number, number];
  readonly streams: readonly Stream[];
  /** [address, step] of each stream. */
  readonly streamTable: number;
  readonly sharedValues: number;
  /** A vector for each shared parameter: its gradient summed over the rows of a block, four lanes. */
  readonly sharedGradients: number;
  /** A vector that is NaN after a row that is not finite. */
  readonly check: number;
}

const VECTOR = 16;
const COEFFICIENT = 48;

/** Turns a program into an image of instructions for one task. */
export function encodeProgram(program: Program, nPerRow: number, nShared: number, task: Task): Encoded {
  const encoder = new Encoder(program, nPerRow, nShared, task);
  return encoder.encode();
}

type Kernel = keyof typeof KERNEL;

class Encoder {
  private readonly builder = new ImageBuilder();
  private readonly beforeList: Word[] = [];
  private readonly chunkList: Word[] = [];
  private readonly afterList: Word[] = [];
  private readonly streams: Stream[] = [];
  private readonly size: number;
  private readonly stateBytes: number;
  private readonly streamTable: Place;
  private readonly parameters: Place;
  private readonly coefficients: readonly Place[];
  private readonly columnGradients: Place;
  private readonly sharedValues: Place;
  private readonly sharedGradients: Place;
  private readonly check: Place;
  private readonly psi: Place;
  private readonly lambda: Place;

  constructor(
    private readonly program: Program,
    private readonly nPerRow: number,
    private readonly nShared: number,
    private readonly task: Task,
  ) {
    const { builder } = this;
    const nSums = program.angles.filter(({ terms }) => terms.length > 1).length;
    this.size = 2 ** program.nQubits;
    this.stateBytes = 2 * VECTOR * this.size;
    this.streamTable = builder.space(64);
    this.check = builder.space(VECTOR);
    this.sharedValues = builder.space(4 * nShared);
    this.sharedGradients = builder.space(VECTOR * nShared);
    this.parameters = builder.space(VECTOR * (nPerRow + nShared + nSums));
    this.columnGradients = builder.space(VECTOR * (nPerRow + 2 * nShared));
    this.coefficients = program.angles.map((form) => (form.terms.length > 0 ? builder.space(COEFFICIENT) : this.constant(form.offset)));
    this.psi = builder.space(this.stateBytes);
    this.lambda = builder.space(task.gradient ? this.stateBytes : 0);
  }

  encode(): Encoded {
    this.encodeAngles();
    this.encodeForward();
    this.encodeReadout();
    if (this.task.gradient) {
      for (const pass of [...this.program.passes].reverse()) this.encodeBackward(pass);
      this.encodeGradients();
    }
    const [before, chunk, afterwards] = [this.beforeList, this.chunkList, this.afterList].map((list) => this.builder.list(list));
    const { builder } = this;
    const range = (place: Place, list: Word[]): [number, number] => [place.offset, place.offset + 4 * list.length];
    const image = builder.build();
    return {
      image,
      before: range(before!, this.beforeList),
      chunk: range(chunk!, this.chunkList),
      afterwards: range(afterwards!, this.afterList),
      streams: this.streams,
      streamTable: builder.offsetOf(this.streamTable),
      sharedValues: builder.offsetOf(this.sharedValues),
      sharedGradients: builder.offsetOf(this.sharedGradients),
      check: builder.offsetOf(this.check),
    };
  }

  private emit(kernel: Kernel, ...args: Word[]): void {
    emitInto(this.chunkList, kernel, ...args);
  }

  private stream(name: StreamName, width: number, isInput: boolean): Place {
    this.streams.push({ name, width, isInput });
    return after(this.streamTable, 8 * (this.streams.length - 1));
  }

  private coefficient(angle: number): Place {
    return this.coefficients[angle]!;
  }

  /** The coefficient of an angle that no parameter enters. */
  private constant(angle: number): Place {
    const lanes = (value: number): Word[] => new Array<Word>(4).fill({ float: value });
    return this.builder.list([...lanes(Math.cos(angle)), ...lanes(Math.sin(angle)), ...lanes(0)]);
  }

  private isShared({ terms }: LinearForm): boolean {
    return terms.every(({ column }) => column >= this.nPerRow);
  }

  /** Parameters into vectors, sums of several, then cosines and sines: once a block where all rows agree, else once a chunk. */
  private encodeAngles(): void {
    const { nPerRow, nShared, builder } = this;
    const parameter = (column: number): Place => after(this.parameters, VECTOR * column);
    if (nPerRow > 0) this.emit("loadRows", this.stream("perRow", nPerRow, true), nPerRow, this.parameters, this.check);
    if (nShared > 0) emitInto(this.beforeList, "splatRow", this.sharedValues, nShared, parameter(nPerRow));
    if (nShared > 0) emitInto(this.beforeList, "clear", this.sharedGradients, VECTOR * nShared);
    let nextSum = nPerRow + nShared;
    const angles = this.program.angles.map((form, index) => ({ form, index }));
    for (const shared of [true, false]) {
      const [sums, entries]: [Word[], Word[]] = [[], []];
      for (const { form, index } of angles.filter(({ form }) => this.isShared(form) === shared)) {
        const [first] = form.terms;
        if (!first) continue;
        let [from, scale] = [parameter(first.column), first.scale];
        if (form.terms.length > 1) {
          [from, scale] = [parameter(nextSum++), 1];
          sums.push(from, form.terms.length, ...form.terms.flatMap((term): Word[] => [parameter(term.column), { float: term.scale }]));
        }
        entries.push(from, this.coefficient(index), { float: scale }, { float: form.offset });
      }
      const list = shared ? this.beforeList : this.chunkList;
      if (sums.length > 0) emitInto(list, "linearSums", ...this.span(builder.list(sums), sums.length));
      if (entries.length > 0) emitInto(list, "angles", ...this.span(builder.list(entries), entries.length));
    }
  }

  private span(place: Place, words: number): [Place, Place] {
    return [place, after(place, 4 * words)];
  }

  /** A table of components as byte offsets in a state. */
  private offsets(components: Int32Array): [Place, Place] {
    const bytes = components.map((component) => VECTOR * component);
    return this.span(this.builder.table(bytes), bytes.length);
  }

  private encodeForward(): void {
    const { globalPhase } = this.program;
    const phase = this.builder.list([{ float: Math.cos(globalPhase) }, { float: Math.sin(globalPhase) }]);
    this.emit("basisState", this.psi, this.stateBytes, phase);
    for (const pass of this.program.passes) this.encodePass(pass, this.psi, false);
  }

  private encodePass(pass: Pass, state: Place, back: boolean): void {
    const [table, end] = this.offsets(pass.groups);
    switch (pass.kind) {
      case "rotate": {
        const kernel: readonly Kernel[] = back ? ["turnBack1", "turnBack2", "turnBack3"] : ["rotate1", "rotate2", "rotate3"];
        const twin = pass.isDouble ? VECTOR : 0;
        this.emit(kernel[pass.angles.length - 1]!, state, state, table, end, twin, ...pass.angles.map((a) => this.coefficient(a)));
        return;
      }
      case "unitary": {
        const entry = (r: number, c: number): number => (back ? pass.matrix[8 * c + r]! : pass.matrix[8 * r + c]!);
        const matrix = Array.from({ length: 64 }, (_, i): Word => ({ float: entry(i >> 3, i & 7) }));
        this.emit("unitary", state, table, end, this.builder.list(matrix));
      }
    }
  }

  private encodeBackward(pass: Pass): void {
    if (pass.kind === "unitary") this.encodePass(pass, this.lambda, true);
    else {
      const [table, end] = this.offsets(pass.groups);
      const kernel = (["unrotate1", "unrotate2", "unrotate3"] as const)[pass.angles.length - 1]!;
      const twin = pass.isDouble ? VECTOR : 0;
      this.emit(kernel, this.psi, this.lambda, table, end, twin, ...pass.angles.map((a) => this.coefficient(a)));
    }
    this.encodePass(pass, this.psi, true);
  }

  /** Entries [offset, sign bit] of the real or the imaginary parts of all amplitudes. */
  private components(part: 0 | 1): Place {
    const { place, sign } = this.program.frame;
    const entries = new Int32Array(2 * this.size);
    for (let k = 0; k < this.size; k++) {
      entries[2 * k] = VECTOR * place[2 * k + part]!;
      entries[2 * k + 1] = sign[2 * k + part]! < 0 ? 1 << 31 : 0;
    }
    return this.builder.table(entries);
  }

  private encodeReadout(): void {
    const { size, task, psi, lambda } = this;
    if (task.readout === "states") {
      if (task.gradient) {
        this.emit("loadComponents", this.stream("cotangent", size, true), size, this.components(0), lambda);
        this.emit("loadComponents", this.stream("cotangentIm", size, true), size, this.components(1), lambda);
        return;
      }
      this.emit("storeComponents", psi, this.components(0), size, this.stream("values", size, false));
      this.emit("storeComponents", psi, this.components(1), size, this.stream("im", size, false));
    } else if (task.readout === "probs") {
      const amplitudes = Int32Array.from({ length: size }, (_, k) => 2 * VECTOR * (this.program.frame.place[2 * k]! >> 1));
      const table = this.builder.table(amplitudes);
      if (task.gradient) this.emit("weighProbabilities", psi, table, size, this.stream("cotangent", size, true), lambda);
      else this.emit("storeProbabilities", psi, table, size, this.stream("values", size, false));
    } else this.encodeObservables(task.readout);
  }

  private encodeObservables({ strings, sums }: Readout): void {
    const { builder, psi, lambda } = this;
    const stringValues = builder.space(VECTOR * strings.length);
    const values = builder.space(VECTOR * sums.length);
    const stored = strings.map((paulis) => storedPauli(paulis, this.program.frame));
    const tables = stored.map(({ pairs, nPositive }) => {
      const [table, end] = this.offsets(pairs);
      return [table, after(table, 8 * nPositive), end] as const;
    });
    tables.forEach((table, i) => this.emit("pauliSum", psi, ...table, { float: stored[i]!.factor }, after(stringValues, VECTOR * i)));
    this.emitSums(values, sums.map((sum) => sum.map(({ string, coefficient }) => [after(stringValues, VECTOR * string), coefficient]))); // prettier-ignore
    this.emit("storeRows", values, sums.length, this.stream("values", sums.length, false));
    if (!this.task.gradient) return;
    const cotangents = builder.space(VECTOR * sums.length);
    const weights = builder.space(VECTOR * strings.length);
    this.emit("loadRows", this.stream("cotangent", sums.length, true), sums.length, cotangents, this.check);
    const weightOf = (string: number): [Place, number][] =>
      sums.flatMap((sum, k) => sum.filter((term) => term.string === string).map(({ coefficient }): [Place, number] => [after(cotangents, VECTOR * k), 2 * coefficient])); // prettier-ignore
    this.emitSums(weights, strings.map((_, string) => weightOf(string))); // prettier-ignore
    this.emit("clear", lambda, this.stateBytes);
    tables.forEach((table, i) => this.emit("pauliApply", psi, lambda, ...table, after(weights, VECTOR * i)));
  }

  /** to[i] = Σ scale · from. */
  private emitSums(to: Place, sums: readonly (readonly [Place, number][])[], list = this.chunkList): void {
    const words = sums.flatMap((sum, i): Word[] => [
      after(to, VECTOR * i),
      sum.length,
      ...sum.flatMap(([from, scale]): Word[] => [from, { float: scale }]),
    ]);
    if (words.length > 0) emitInto(list, "linearSums", ...this.span(this.builder.list(words), words.length));
  }

  /** Gradients of parameters from those of angles: rows stored for each chunk, shared ones summed over the block. */
  private encodeGradients(): void {
    const { nPerRow, nShared } = this;
    const termsOf = (column: number, shared: boolean): [Place, number][] =>
      this.program.angles.flatMap(
        (form, index) =>
        this.isShared(form) !== shared
          ? []
          : form.terms.filter((term) => term.column === column).map(({ scale }): [Place, number] => [after(this.coefficient(index), 32), scale]), // prettier-ignore
      );
    const perRow = Array.from({ length: nPerRow }, (_, column) => termsOf(column, false));
    this.emitSums(this.columnGradients, perRow);
    if (nPerRow > 0) this.emit("storeRows", this.columnGradients, nPerRow, this.stream("gradient", nPerRow, false));
    for (const shared of [true, false]) {
      const sums = Array.from({ length: nShared }, (_, i) => termsOf(nPerRow + i, shared));
      if (sums.every((sum) => sum.length === 0)) continue;
      const list = shared ? this.afterList : this.chunkList;
      const to = after(this.columnGradients, VECTOR * (nPerRow + (shared ? nShared : 0)));
      this.emitSums(to, sums, list);
      emitInto(list, "accumulate", to, after(to, VECTOR * nShared), this.sharedGradients);
    }
  }
}

function emitInto(list: Word[], kernel: Kernel, ...args: Word[]): void {
  const padding = new Array<number>(INSTRUCTION_WORDS - 1 - args.length).fill(0);
  list.push(KERNEL[kernel], ...args, ...padding);
}
