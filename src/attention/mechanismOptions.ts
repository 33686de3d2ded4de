import { checkInteger, checkKeys, checkNumber, checkOneOf } from "../core/check";
import { ArgumentError, ShapeError } from "../core/errors";
import { checkShots } from "../simulator/sampling";
import type { AttentionConfig, Mechanism, MechanismOption } from "./mechanism";

const row = (
  name: MechanismOption["name"],
  values: string,
  standard: MechanismOption["default"],
  description: string,
): MechanismOption => ({ name, values, default: standard, description });

/** Options that several mechanisms have, each described once. */
export const OPTION = {
  nHeads: row("nHeads", "divisor of embedDim", 1, "heads, side by side in the width"),
  causal: row("causal", "true | false", false, "token i attends to tokens 0 … i only"),
  seed: row("seed", "integer ≥ 0", 0, "of the initial weights and of the shots"),
  beta: row("beta", "number", 1, "factor of the scores in the softmax"),
  trainableBeta: row("trainableBeta", "true | false", false, "whether beta is trained"),
  shots: row("shots", "1 to 1000000 | null", null, "shots of each executed circuit, null = exact"),
  aggregation: row("aggregation", "classical | circuit", "classical", "sum of values, or ⟨Z⟩ of a value circuit after tanh"),
  engine: row("engine", "reference | plain | simd", "simd", "simulator of the circuits"),
  entangled: row("entangled", "true | false", true, "false leaves out the two-qubit gates of trained circuits"),
  nQubits: row("nQubits", "integer ≥ 1", null, "qubits of one token and head, null = as few as hold it"),
  nLayers: row("nLayers", "integer ≥ 1", 1, "layers of the trained circuits"),
} as const;

/** Why a factor of the scores cannot be set: for `Mechanism.refused`. */
export const refusedBeta = (reason: string): Mechanism["refused"] => ({ beta: reason, trainableBeta: reason });

/** What to take where an option is refused and other mechanisms have it. */
const INSTEAD: Readonly<Partial<Record<keyof AttentionConfig, string>>> = {
  causal: ", or take a score that can be causal, such as hadamard-overlap or qksan",
  nHeads: ", or take compound, a mixer with heads, or a score",
};

function checkValue(where: string, name: keyof AttentionConfig, config: AttentionConfig): void {
  const value = config[name];
  if (value === undefined || (value === null && name !== "shots")) return;
  switch (name) {
    case "embedDim":
    case "nHeads":
    case "headDim":
    case "nQubits":
    case "nLayers":
    case "degree":
    case "seqLen":
      return checkInteger(where, name, value as number, 1);
    case "seed":
      return checkInteger(where, name, value as number, 0);
    case "beta":
      return checkNumber(where, name, value as number);
    case "aggregation":
      return checkOneOf(where, name, value as string, ["classical", "circuit"]);
    case "engine":
      return checkOneOf(where, name, value as string, ["reference", "plain", "simd"]);
    case "shots":
      return value === null ? undefined : checkShots(where, value as number);
    case "causal":
    case "trainableBeta":
    case "entangled":
    case "residual":
      if (typeof value !== "boolean") throw new ArgumentError(`${where}: ${name} must be true or false, got ${String(value)}`);
      return;
    case "replaces":
    case "variant":
      return;
  }
}

/**
 * Checks a configuration against the options that a mechanism has, and that heads divide the width; what is undefined is not given.
 *
 * @throws ArgumentError for an unknown option or a value out of range; ShapeError when nHeads does not divide embedDim
 */
export function checkedConfig(
  where: string,
  config: AttentionConfig,
  options: readonly MechanismOption[],
  refused: Mechanism["refused"] = {},
): void {
  const given = Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined));
  for (const [name, reason] of Object.entries(refused))
    if (name in given)
      throw new ArgumentError(`${where}: ${name} cannot be set: ${reason}; leave it out${INSTEAD[name as keyof AttentionConfig] ?? ""}`, {
        name,
      });
  checkKeys(where, given, ["embedDim", ...options.map(({ name }) => name)]);
  checkInteger(where, "embedDim", config.embedDim, 1);
  for (const name of Object.keys(config) as (keyof AttentionConfig)[]) checkValue(where, name, config);
  const { embedDim, nHeads = 1 } = config;
  if (embedDim % nHeads !== 0)
    throw new ShapeError(`${where}: nHeads ${nHeads} does not divide embedDim ${embedDim}; choose a divisor`, { nHeads, embedDim });
}

/** The configuration with defaults filled in, frozen: the options' own, then what the mechanism derives where nothing was given. */
export function filledConfig(
  config: AttentionConfig,
  options: readonly MechanismOption[],
  derived: Partial<AttentionConfig>,
): Readonly<AttentionConfig> {
  const defaults = Object.fromEntries(options.map(({ name, default: value }) => [name, value])) as Partial<AttentionConfig>;
  const given = Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined && value !== null));
  return Object.freeze({ embedDim: config.embedDim, ...defaults, ...derived, ...given });
}
