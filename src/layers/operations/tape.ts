import * as tf from "@tensorflow/tfjs";
import { activeKernels } from "./kernels/activeKernels";
import { compute } from "./tensorMemory";

/** What an operation returns: its value, and how the value's gradient becomes one gradient an input. */
export interface Differentiable {
  readonly value: tf.Tensor;
  readonly gradients: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.Tensor[];
}

/** A node as tfjs writes it. */
interface TfjsNode {
  readonly inputs: Readonly<Record<string, tf.Tensor>>;
  readonly outputs: readonly tf.Tensor[];
  readonly saved: readonly tf.Tensor[];
  readonly gradient?: (dys: (tf.Tensor | null)[]) => Readonly<Record<string, () => tf.Tensor>>;
}

/** A node of this library's operations, written without tfjs' scope, checks and copies. */
interface OperationNode {
  readonly id: number;
  readonly inputs: readonly tf.Tensor[];
  readonly outputs: readonly [tf.Tensor];
  readonly saved: tf.Tensor[];
  readonly backward: Differentiable["gradients"];
}

type Tape = readonly (TfjsNode | OperationNode)[];

/** The part of tfjs' engine that a training step reaches into; tfjs is pinned exactly because of it. */
interface TapeState {
  gradientDepth: number;
  kernelDepth: number;
  nextTapeNodeId: number;
  activeTape: (TfjsNode | OperationNode)[] | null;
}

const engine = tf.engine();
const stateOf = (): TapeState => engine.state as unknown as TapeState;

/** A loss that is being computed inside `readGradients`. */
interface Recording {
  /** Tensors made meanwhile have larger ids. */
  readonly before: number;
  /** Tensors that live until its end. */
  readonly kept: tf.Tensor[];
}

let recording: Recording | null = null;

/** Whether operations shall write their nodes themselves: inside `readGradients`, outside of any gradient or kernel nested in it. */
export function isRecording(): boolean {
  if (recording === null) return false;
  const { gradientDepth, kernelDepth } = stateOf();
  return gradientDepth === 1 && kernelDepth === 0;
}

/** Makes a tensor of this recording outlive the scopes of layers, without a copy; any other lives long enough by itself. */
function keepForBackward(tensor: tf.Tensor, { before, kept }: Recording): void {
  if (tensor.id < before || tensor.kept) return;
  engine.keep(tensor);
  kept.push(tensor);
}

/** Runs an operation and writes its node on tfjs' tape, among the nodes of tfjs' own operations. */
export function record(inputs: readonly tf.Tensor[], forward: (save: tf.GradSaveFunc) => Differentiable): tf.Tensor {
  const state = stateOf();
  const saved: tf.Tensor[] = [];
  state.kernelDepth++;
  try {
    const { value, gradients } = forward((tensors) => {
      for (const tensor of tensors) {
        keepForBackward(tensor, recording!);
        saved.push(tensor);
      }
    });
    state.activeTape!.push({ id: state.nextTapeNodeId++, inputs, outputs: [value], saved, backward: gradients });
    return value;
  } finally {
    state.kernelDepth--;
  }
}

/**
 * Runs `loss` and its backward pass, and reads the results before every tensor made meanwhile is disposed.
 *
 * `gradientOf` gives ∂loss/∂variable, or null where loss does not depend on it. The same tape and the same sums as
 * `tf.variableGrads`, for a fifth of the time with operations of this library; any others of tfjs may stand among them.
 * Tensors that an operation saved must not be disposed by hand within `loss`.
 */
export function readGradients<Result>(
  variables: readonly tf.Variable[],
  loss: () => tf.Scalar,
  read: (value: tf.Scalar, gradientOf: (variable: tf.Variable) => tf.Tensor | null) => Result,
): Result {
  const outer = recording;
  engine.startScope();
  const [one] = compute([[]], [], ([out]) => out!.fill(1));
  const own: Recording = { before: one!.id, kept: [] };
  try {
    recording = own;
    const { value, tape } = recorded(loss, own);
    recording = null;
    const gradients = backward(tape, new Map([[value.id, one!]]), variables);
    return read(value, ({ id }) => gradients.get(id) ?? null);
  } finally {
    recording = outer;
    for (const tensor of own.kept) tensor.dispose();
    engine.endScope();
  }
}

function recorded(loss: () => tf.Scalar, { kept }: Recording): { readonly value: tf.Scalar; readonly tape: Tape } {
  const state = stateOf();
  const { activeTape, gradientDepth } = state;
  const tape: (TfjsNode | OperationNode)[] = (state.activeTape = []);
  state.gradientDepth = 1;
  try {
    return { value: loss(), tape };
  } finally {
    state.activeTape = activeTape;
    state.gradientDepth = gradientDepth;
    for (const node of tape) if (!("backward" in node)) kept.push(...node.saved);
  }
}

/** Ids of the tensors that depend on a variable. */
function dependents(tape: Tape, variables: readonly tf.Variable[]): Set<number> {
  const ids = new Set<number>();
  for (const { id } of variables) ids.add(id);
  for (const node of tape) {
    const inputs = "backward" in node ? node.inputs : Object.values(node.inputs);
    if (inputs.some(({ id }) => ids.has(id))) for (const { id } of node.outputs) ids.add(id);
  }
  return ids;
}

/** Adds to `gradients`, which hold that of the loss, those of every tensor on the way to a variable. */
function backward(tape: Tape, gradients: Map<number, tf.Tensor>, variables: readonly tf.Variable[]): ReadonlyMap<number, tf.Tensor> {
  const wanted = dependents(tape, variables);
  const give = ({ id }: tf.Tensor, gradient: tf.Tensor): void => {
    const earlier = gradients.get(id);
    gradients.set(id, earlier === undefined ? gradient : sum(earlier, gradient));
  };
  for (let i = tape.length - 1; i >= 0; i--) {
    const node = tape[i]!;
    if ("backward" in node) {
      const dy = gradients.get(node.outputs[0].id);
      if (dy === undefined) continue;
      const all = node.backward(dy, node.saved);
      for (let k = 0; k < all.length; k++) if (wanted.has(node.inputs[k]!.id)) give(node.inputs[k]!, all[k]!);
    } else backwardThroughTfjs(node, gradients, wanted, give);
  }
  return gradients;
}

function backwardThroughTfjs(
  node: TfjsNode,
  gradients: ReadonlyMap<number, tf.Tensor>,
  wanted: ReadonlySet<number>,
  give: (input: tf.Tensor, gradient: tf.Tensor) => void,
): void {
  const dys = node.outputs.map(({ id }) => gradients.get(id) ?? null);
  const names = Object.keys(node.inputs).filter((name) => wanted.has(node.inputs[name]!.id));
  if (names.length === 0 || dys.every((dy) => dy === null)) return;
  const each = node.gradient!(dys);
  for (const name of names) give(node.inputs[name]!, each[name]!());
}

function sum(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  const kernels = activeKernels();
  return compute([a.shape], [a, b], ([out], [x, y]) => kernels.add(x as Float32Array, y as Float32Array, out!))[0]!;
}
