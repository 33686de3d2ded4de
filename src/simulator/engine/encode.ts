import type { Program } from "../program";
import type { Readout } from "../program/readout";
import { Assembler, COMPLEX, VECTOR, type Moment, type Stream } from "./assembler";
import { encodePasses } from "./encodePasses";
import { encodeGradients, encodeParameters, type SharedPlaces } from "./encodeParameters";
import { encodeProduct } from "./encodeProduct";
import { encodeObservables } from "./encodeReadout";
import { fuseInstructions } from "./fuseInstructions";
import type { Image, Place } from "./image";

/** What a run reads out, and whether it goes back for gradients. */
export interface Task {
  readonly readout: "states" | "probs" | Readout;
  readonly gradient: boolean;
}

/** An image with the entry points and places that a call needs; offsets from the image's start. */
export interface Encoded {
  readonly image: Image;
  /** [start, end] of the instructions of each moment. */
  readonly code: Readonly<Record<Moment, readonly [number, number]>>;
  readonly streams: readonly Stream[];
  /** [address, step] of each stream. */
  readonly streamTable: number;
  readonly sharedValues: number;
  /** A vector for each shared parameter: its gradient summed over the rows of a block, four lanes. */
  readonly sharedGradients: number;
  /** True for float64 and two rows at a time. */
  readonly isDouble: boolean;
  /** Bytes of a state of four rows: how much every pass goes through. */
  readonly stateBytes: number;
  /** A vector that is not finite after a row that is not. */
  readonly check: number;
}

/** Turns a program into an image of instructions for one task. */
export function encodeProgram(program: Program, nPerRow: number, nShared: number, task: Task, isDouble = false): Encoded {
  const asm = new Assembler(program, nPerRow, nShared, task.gradient, isDouble);
  const shared = encodeParameters(asm);
  const productBack = encodeProduct(asm, asm.psi);
  const { state, back } = encodePasses(asm);
  if (task.readout === "states") encodeStates(asm, state);
  else if (task.readout === "probs") encodeProbabilities(asm, state);
  else encodeObservables(asm, state, task.readout);
  if (task.gradient) {
    back();
    productBack();
    encodeGradients(asm, shared);
  }
  return encodedOf(asm, shared);
}

/** What an assembler has collected, as an image with its entry points. */
export function encodedOf(asm: Assembler, shared: SharedPlaces): Encoded {
  const { builder } = asm;
  const range = (moment: Moment): [number, number] => {
    const code = fuseInstructions(asm.lists[moment], builder);
    const { offset } = builder.list(code);
    return [offset, offset + 4 * code.length];
  };
  const code = { before: range("before"), chunk: range("chunk"), afterwards: range("afterwards") };
  const image = builder.build();
  return {
    image,
    code,
    streams: asm.streams,
    streamTable: builder.offsetOf(asm.streamTable),
    sharedValues: builder.offsetOf(shared.values),
    sharedGradients: builder.offsetOf(shared.gradients),
    isDouble: asm.isDouble,
    stateBytes: asm.stateBytes,
    check: builder.offsetOf(asm.check),
  };
}

/** Amplitudes out, or their cotangents in as λ. */
function encodeStates(asm: Assembler, psi: Place): void {
  const { size, lambda, gradient } = asm;
  ([0, 1] as const).forEach((part) => {
    const table = components(asm, part);
    if (gradient) asm.emit("loadComponents", asm.stream(part ? "cotangentIm" : "cotangent", size, true), size, table, lambda);
    else asm.emit("storeComponents", psi, table, size, asm.stream(part ? "im" : "values", size, false));
  });
}

/** Entries [offset, sign bit] of the real or the imaginary parts of all amplitudes. */
function components(asm: Assembler, part: 0 | 1): Place {
  const { place, sign } = asm.program.frame;
  const entries = new Int32Array(2 * asm.size);
  for (let k = 0; k < asm.size; k++) {
    entries[2 * k] = VECTOR * place[2 * k + part]!;
    entries[2 * k + 1] = sign[2 * k + part]! < 0 ? 1 << 31 : 0;
  }
  return asm.builder.table(entries);
}

function encodeProbabilities(asm: Assembler, psi: Place): void {
  const { size, lambda } = asm;
  const table = asm.builder.table(Int32Array.from({ length: size }, (_, k) => COMPLEX * (asm.program.frame.place[2 * k]! >> 1)));
  if (asm.gradient) asm.emit("weighProbabilities", psi, table, size, asm.stream("cotangent", size, true), lambda);
  else asm.emit("storeProbabilities", psi, table, size, asm.stream("values", size, false));
}
