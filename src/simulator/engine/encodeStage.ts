import { compileProgram, type Program } from "../program";
import { identityFrame } from "../program/frame";
import type { Readout } from "../program/readout";
import type { Stage } from "../program/stages";
import { Assembler } from "./assembler";
import { BlockWalk } from "./blockWalk";
import { encodedOf, type Encoded } from "./encode";
import { encodePasses } from "./encodePasses";
import { encodeGradients, encodeParameters } from "./encodeParameters";
import { encodeObservables } from "./encodeReadout";

/** What a stage does with every block of the large state. */
export type StageTask =
  | { readonly kind: "forward" }
  | { readonly kind: "back" }
  | { readonly kind: "measure"; readonly readout: Readout; readonly gradient: boolean };

/** A state that a stage walks: where its address and the cursor over the blocks are to be written. */
interface StageState {
  readonly pointer: number;
  readonly cursor: number;
}

export interface EncodedStage {
  readonly encoded: Encoded;
  /** ψ, then λ when the stage has it. */
  readonly states: readonly StageState[];
  /** Table of the blocks' offsets in a state. */
  readonly blocks: number;
  readonly nBlocks: number;
  readonly globalPhase: number;
}

/**
 * Instructions that take every block of a state through a stage. `touched` are the wires that gates have acted on before (or, on the way
 * back, up to) this stage: blocks where another outer wire is 1 hold zeros and are left out.
 */
export function encodeStage(
  stage: Stage,
  nQubits: number,
  nParameters: number,
  touched: ReadonlySet<number>,
  task: StageTask,
): EncodedStage {
  const columns = new Map(stage.circuit.parameters.map((name, i) => [name, i]));
  const program: Program = compileProgram(stage.circuit, (name) => columns.get(name)!, { strings: null, fromZero: false });
  const gradient = task.kind === "back" || (task.kind === "measure" && task.gradient);
  const asm = new Assembler(program, 0, nParameters, gradient);
  const shared = encodeParameters(asm);
  const walk = new BlockWalk(asm, stage.wires, nQubits, touched);
  const identity = identityFrame(stage.wires.length);
  const states = [walk.state()];
  if (task.kind === "forward") {
    walk.next(states[0]!);
    walk.gather(states[0]!, asm.psi);
    encodePasses(asm);
    walk.transfer("scatter", states[0]!, asm.psi, program.frame);
  } else if (task.kind === "back") {
    const { back } = encodePasses(asm, false);
    asm.lists.chunk.length = 0;
    states.push(walk.state());
    states.forEach((state) => walk.next(state));
    walk.transfer("ungather", states[0]!, asm.psi, program.frame);
    walk.transfer("ungather", states[1]!, asm.lambda, program.frame);
    back();
    walk.transfer("scatter", states[0]!, asm.psi, identity);
    walk.transfer("scatter", states[1]!, asm.lambda, identity);
    encodeGradients(asm, shared);
  } else {
    walk.next(states[0]!);
    walk.gather(states[0]!, asm.psi);
    encodeObservables(asm, asm.psi, task.readout);
    if (gradient) walk.transfer("scatter", states[0]!, asm.lambda, identity);
  }
  const encoded = encodedOf(asm, shared);
  const { builder } = asm;
  return {
    encoded,
    states: states.map(({ pointer, cursor }) => ({ pointer: builder.offsetOf(pointer), cursor: builder.offsetOf(cursor) })),
    blocks: builder.offsetOf(walk.blocks),
    nBlocks: walk.nBlocks,
    globalPhase: program.globalPhase,
  };
}
