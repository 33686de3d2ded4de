import { NUMBER, number } from "./number";

/** |0…0⟩ times a phase [re, im]: both components of the first amplitude at `phase`, zero elsewhere. */
export function basisState(state: usize, bytes: usize, phase: usize): void {
  memory.fill(state, 0, bytes);
  v128.store(state, number(phase));
  v128.store(state, number(phase + NUMBER), 16);
}

/** Zeroes whole vectors; a loop, since `memory.fill` leaves WebAssembly. */
export function clear(at: usize, bytes: usize): void {
  for (const end = at + bytes; at < end; at += 16) v128.store(at, f32x4.splat(0));
}
