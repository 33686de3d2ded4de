import { Random } from "../core/random";
import type { DiffMethod } from "../gradient/diffMethod";
import type { EngineName } from "../simulator/engine";
import { presetConfig } from "../transformer/presets";
import { Transformer } from "../transformer/transformer";
import type { TransformerConfig } from "../transformer/transformerConfig";
import { taskShape, type TaskName } from "./tasks";

/** The models of the comparison; `control` is a classical embedding of the hybrid's width, bounded by tanh and matched in parameters. */
export type ArmName = "classical" | "hybrid" | "control";

export const ARMS: readonly ArmName[] = ["classical", "hybrid", "control"];

/** How an arm's circuits are run; of no meaning for classical arms. */
export interface CircuitChoice {
  readonly diffMethod: DiffMethod;
  readonly shots: number | null;
  readonly engine: EngineName;
}

/**
 * The model of an arm: the reference's preset in the task's shapes, its weights drawn from the seed.
 *
 * @throws DiffMethodError for adjoint with shots
 */
export function armModel(arm: ArmName, task: TaskName, seed: number, circuits: CircuitChoice): Transformer {
  return new Transformer(armConfig(arm, task, circuits), new Random(seed).split("init"));
}

/** The reference's preset of an arm in the task's shapes. */
export function armConfig(arm: ArmName, task: TaskName, { diffMethod, shots, engine }: CircuitChoice): TransformerConfig {
  const { vocabSize, embedDim, nClasses } = taskShape(task);
  return presetConfig("reference", arm, { vocabSize, embedDim, nClasses, quantum: { diffMethod, shots, engine } });
}
