import type { AttentionModelConfig } from "../attentionTransformer";

/** The controls that can be made of a model with quantum attention. */
export type TwinName = "parameter-matched" | "no-entangler" | "bottleneck" | "frozen-circuit" | "uniform" | "random-fourier";

/** A control of a model, or why there is none. */
export interface Twin {
  readonly name: TwinName;
  /** What `attentionTransformer` makes it from; null when it is dropped. */
  readonly config: AttentionModelConfig | null;
  /** Its trained parameters; null when it is dropped. */
  readonly parameters: number | null;
  /** Why there is no such twin; null when there is one. */
  readonly dropped: string | null;
}

/** What a twin's maker gives: a configuration, or the reason why there is none. */
export type TwinConfig = AttentionModelConfig | { readonly dropped: string };
