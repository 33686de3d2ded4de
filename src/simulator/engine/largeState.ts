import type { Circuit } from "../../circuit/circuit";
import { operationWires } from "../../circuit/operation";
import { isSlot } from "../../circuit/parameter";
import type { Readout } from "../program/readout";
import { cutIntoStages, emptyStage } from "../program/stages";
import { applyWideGate, unapplyWideGate, type WideGate } from "../program/wideGate";
import { encodeStage, type EncodedStage } from "./encodeStage";
import { growMemory, type Kernels } from "./kernels";
import { SEGMENTS, type Share } from "./largeShare";
import { largeTeam, type LargeTeam } from "./largeTeam";

/** Wires inside a block: a chunk of 64 KiB at 11, so that ψ and λ stay in the second cache. */
const BLOCK_QUBITS = 11;
const LANES = 4;

export const blockWidth = (nQubits: number): number => Math.min(BLOCK_QUBITS, nQubits - 2);

/** Bytes of a state. */
const largeStateBytes = (nQubits: number): number => 8 * 2 ** nQubits;

/** A part of a circuit that large states pass through, forward and back. */
type LargeStage = { readonly forward: EncodedStage; readonly back: EncodedStage } | { readonly wide: WideGate };

/** The stages of a circuit. */
export interface LargeProgram {
  readonly stages: readonly LargeStage[];
  /** Names of the parameters, in the order of the values that a run is given. */
  readonly parameters: readonly string[];
  readonly globalPhase: number;
}

/** `touched`: wires that may be 1 at the start; those that gates act on are added. */
export function largeProgram(circuit: Circuit, touched: Set<number>): LargeProgram {
  const { nQubits, nParams } = circuit;
  const stages = cutIntoStages(circuit, blockWidth(nQubits)).map((stage): LargeStage => {
    if ("operation" in stage) {
      for (const wire of operationWires(stage.operation)) touched.add(wire);
      return { wide: stage };
    }
    const before = new Set(touched);
    for (const operation of stage.circuit.operations) for (const wire of operationWires(operation)) touched.add(stage.wires[wire]!);
    return {
      forward: encodeStage(stage, nQubits, nParams, before, { kind: "forward" }),
      back: encodeStage(stage, nQubits, nParams, before, { kind: "back" }),
    };
  });
  const globalPhase = stages.reduce((sum, stage) => sum + ("wide" in stage ? 0 : stage.forward.globalPhase), 0);
  return { stages, parameters: circuit.parameters, globalPhase };
}

/** Strings of Z on the inner wires, for every setting of the others: [2^(outer wires), strings]. */
export function measureProgram(nQubits: number, readout: Readout, gradient: boolean): EncodedStage {
  const all = new Set(Array.from({ length: nQubits }, (_, wire) => wire));
  return encodeStage(emptyStage(nQubits, blockWidth(nQubits)), nQubits, 0, all, { kind: "measure", readout, gradient });
}

/** Blocks that are worth a second thread: some tens of microseconds of work. */
const WORTH_BLOCKS = 4;

/**
 * The memory of the large states of one call: `nStates` of them, `rowBytes` for rows, and the gradient sums of `nParameters`; the same
 * addresses every time.
 */
export class LargeMemory {
  readonly states: readonly number[];
  readonly rows: number;
  private readonly sums: number;
  private readonly team: LargeTeam = largeTeam();

  /** @throws CapacityError */
  constructor(
    readonly nQubits: number,
    nStates: number,
    { rowBytes = 0, nParameters = 0 } = {},
  ) {
    const bytes = largeStateBytes(nQubits);
    const { statesStart } = this.team;
    this.states = Array.from({ length: nStates }, (_, i) => statesStart + i * bytes);
    this.rows = statesStart + nStates * bytes;
    this.sums = this.rows + ((rowBytes + 63) & ~63);
    growMemory(this.kernels.memory, this.sums + SEGMENTS * 4 * LANES * nParameters);
  }

  get kernels(): Kernels {
    return this.team.kernels;
  }

  floats(address: number, length: number): Float32Array {
    return new Float32Array(this.kernels.memory.buffer, address, length);
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

  /** Takes a state through a program. */
  forward({ stages, parameters: names }: LargeProgram, psi: number, parameters: Float32Array): void {
    for (const stage of stages)
      if ("wide" in stage) applyWideGate(stage.wide, this.state(psi), (name) => parameters[names.indexOf(name)]!);
      else this.run(stage.forward, [psi], parameters);
  }

  /** Takes ψ and λ back through a program; adds the gradients of its parameters. */
  back(
    { stages, parameters: names }: LargeProgram,
    [psi, lambda]: readonly number[],
    parameters: Float32Array,
    gradients: Float64Array,
  ): void {
    for (const stage of [...stages].reverse())
      if ("wide" in stage) {
        const gradient = unapplyWideGate(stage.wide, this.state(psi!), this.state(lambda!), (name) => parameters[names.indexOf(name)]!);
        for (const angle of stage.wide.operation.params) if (isSlot(angle)) gradients[names.indexOf(angle.name)]! += angle.scale * gradient;
      } else this.run(stage.back, [psi!, lambda!], parameters, gradients);
  }

  private state(address: number): Float32Array {
    return this.floats(address, 2 * 2 ** this.nQubits);
  }

  /** Takes the states' blocks through a stage; adds the gradients of its parameters when it goes back. */
  run(
    stage: EncodedStage,
    states: readonly number[],
    parameters: Float32Array,
    gradients?: Float64Array,
    streams: readonly number[] = [],
  ): void {
    const { nBlocks } = stage;
    const { arenas } = this.team;
    const threads = nBlocks < WORTH_BLOCKS ? 1 : arenas.length;
    const nSegments = Math.min(SEGMENTS, nBlocks);
    const startOf = (segment: number): number => Math.floor((segment * nBlocks) / nSegments);
    const shares = Array.from({ length: threads }, (_, t) => {
      const [from, to] = [t, t + 1].map((i) => Math.floor((i * nSegments) / threads)) as [number, number];
      const starts = Array.from({ length: to - from + 1 }, (__, i) => startOf(from + i));
      // only gradient sums need the segments
      const segments = gradients ? starts.slice(1).map((end, i) => end - starts[i]!) : [startOf(to) - startOf(from)];
      const place = { first: startOf(from), segments, sumsTo: this.sums + 4 * LANES * parameters.length * from };
      return this.share(stage, t, states, parameters, streams, place, gradients ? LANES * parameters.length : 0);
    });
    this.team.run(shares);
    if (!gradients) return;
    const sums = this.floats(this.sums, nSegments * LANES * gradients.length);
    for (let i = 0; i < sums.length; i += 4)
      gradients[(i / LANES) % gradients.length]! += sums[i]! + sums[i + 1]! + (sums[i + 2]! + sums[i + 3]!);
  }

  /** A thread's share of a stage, its image made ready: parameters, and where its first block and rows stand. */
  private share(
    stage: EncodedStage,
    thread: number,
    states: readonly number[],
    parameters: Float32Array,
    streams: readonly number[],
    { first, segments, sumsTo }: { first: number; segments: number[]; sumsTo: number },
    sumFloats: number,
  ): Share {
    const { encoded, blocks } = stage;
    const base = this.team.arenas[thread]!.load(encoded.image);
    const words = new Int32Array(this.kernels.memory.buffer);
    this.floats(base + encoded.sharedValues, parameters.length).set(parameters);
    stage.states.forEach(({ pointer, cursor }, i) => {
      words[(base + pointer) / 4] = states[i]!;
      words[(base + cursor) / 4] = base + blocks + 4 * first;
    });
    const streamTable = base + encoded.streamTable;
    encoded.streams.forEach(({ width }, i) => {
      const step = 4 * LANES * width;
      words.set([streams[i]! + first * step, step], streamTable / 4 + 2 * i);
    });
    const range = ([from, to]: readonly [number, number]): [number, number] => [base + from, base + to];
    const { before, chunk, afterwards } = encoded.code;
    const code = { before: range(before), chunk: range(chunk), afterwards: range(afterwards) };
    const nStreams = encoded.streams.length;
    return { ...code, streams: streamTable, nStreams, sums: base + encoded.sharedGradients, sumFloats, sumsTo, segments };
  }
}
