import type { Circuit } from "../../circuit/circuit";
import { operationWires } from "../../circuit/operation";
import type { Readout } from "../program/readout";
import { cutIntoStages, emptyStage } from "../program/stages";
import { LARGE_START, threadArena, type Arena } from "./arena";
import { encodeStage, type EncodedStage } from "./encodeStage";
import { growMemory } from "./kernels";

/** Wires inside a block: a chunk of 64 KiB at 11, so that ψ and λ stay in the second cache. */
const BLOCK_QUBITS = 11;
const LANES = 4;

export const blockWidth = (nQubits: number): number => Math.min(BLOCK_QUBITS, nQubits - 2);

/** Bytes of a state. */
const largeStateBytes = (nQubits: number): number => 8 * 2 ** nQubits;

/** The stages of a circuit that large states pass through, forward and back. */
export interface LargeProgram {
  readonly forward: readonly EncodedStage[];
  readonly back: readonly EncodedStage[];
  readonly globalPhase: number;
}

/** `touched`: wires that may be 1 at the start; those that gates act on are added. */
export function largeProgram(circuit: Circuit, touched: Set<number>): LargeProgram {
  const { nQubits, nParams } = circuit;
  const stages = cutIntoStages(circuit, blockWidth(nQubits)).map((stage) => {
    const before = new Set(touched);
    for (const operation of stage.circuit.operations) for (const wire of operationWires(operation)) touched.add(stage.wires[wire]!);
    return {
      forward: encodeStage(stage, nQubits, nParams, before, { kind: "forward" }),
      back: encodeStage(stage, nQubits, nParams, before, { kind: "back" }),
    };
  });
  return {
    forward: stages.map(({ forward }) => forward),
    back: stages.map(({ back }) => back).reverse(),
    globalPhase: stages.reduce((sum, { forward }) => sum + forward.globalPhase, 0),
  };
}

/** Strings of Z on the inner wires, for every setting of the others: [2^(outer wires), strings]. */
export function measureProgram(nQubits: number, readout: Readout, gradient: boolean): EncodedStage {
  const all = new Set(Array.from({ length: nQubits }, (_, wire) => wire));
  return encodeStage(emptyStage(nQubits, blockWidth(nQubits)), nQubits, 0, all, { kind: "measure", readout, gradient });
}

/** The memory of the large states of one call, `nStates` of them and `rowBytes` for rows; the same addresses every time. */
export class LargeMemory {
  readonly states: readonly number[];
  readonly rows: number;
  private readonly arena: Arena = threadArena();

  /** @throws CapacityError */
  constructor(
    readonly nQubits: number,
    nStates: number,
    rowBytes = 0,
  ) {
    const bytes = largeStateBytes(nQubits);
    this.states = Array.from({ length: nStates }, (_, i) => LARGE_START + i * bytes);
    this.rows = LARGE_START + nStates * bytes;
    growMemory(this.arena.kernels.memory, this.rows + rowBytes);
  }

  get kernels(): Arena["kernels"] {
    return this.arena.kernels;
  }

  floats(address: number, length: number): Float32Array {
    return new Float32Array(this.arena.kernels.memory.buffer, address, length);
  }

  /** |0…0⟩ times a phase. */
  start(state: number, phase: number): void {
    const values = this.floats(state, 2 * 2 ** this.nQubits).fill(0);
    values[0] = Math.cos(phase);
    values[LANES] = Math.sin(phase);
  }

  copy(from: number, to: number): void {
    new Uint8Array(this.kernels.memory.buffer).copyWithin(to, from, from + largeStateBytes(this.nQubits));
  }

  /** Takes the states' blocks through a stage; adds the gradients of its parameters when it goes back. */
  run(
    stage: EncodedStage,
    states: readonly number[],
    parameters: Float32Array,
    gradients?: Float64Array,
    streams: readonly number[] = [],
  ): void {
    const base = this.arena.load(stage.encoded.image);
    const { encoded, blocks, nBlocks } = stage;
    const words = new Int32Array(this.kernels.memory.buffer);
    this.floats(base + encoded.sharedValues, parameters.length).set(parameters);
    stage.states.forEach(({ pointer, cursor }, i) => {
      words[(base + pointer) / 4] = states[i]!;
      words[(base + cursor) / 4] = base + blocks;
    });
    encoded.streams.forEach(({ width }, i) => {
      words[(base + encoded.streamTable) / 4 + 2 * i] = streams[i]!;
      words[(base + encoded.streamTable) / 4 + 2 * i + 1] = 4 * LANES * width;
    });
    const execute = ([from, to]: readonly [number, number], nStreams: number, count: number): void =>
      this.kernels.run(base + from, base + to, base + encoded.streamTable, nStreams, count);
    execute(encoded.code.before, 0, 1);
    execute(encoded.code.chunk, encoded.streams.length, nBlocks);
    execute(encoded.code.afterwards, 0, 1);
    if (!gradients) return;
    const sums = this.floats(base + encoded.sharedGradients, LANES * gradients.length);
    for (let i = 0; i < gradients.length; i++) gradients[i]! += sums[4 * i]! + sums[4 * i + 1]! + (sums[4 * i + 2]! + sums[4 * i + 3]!);
  }
}
