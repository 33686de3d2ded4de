import type { Entangler, Rotation } from "../../ansatz/hardwareEfficient";
import { checkInteger, checkOneOf } from "../../core/check";
import { ArgumentError } from "../../core/errors";
import { resolveDiffMethod, type DiffMethod } from "../../gradient/diffMethod";
import type { EngineName } from "../../simulator/engine";
import { DEFAULT_ENGINE } from "../../simulator/engines";
import { checkLayerKeys } from "../kernelLayer";

/** The options that every quantum layer has; plain JSON, kept by `getConfig`. */
export interface QuantumLayerOptions {
  /** Qubits n; default ceil(log2 embedDim). */
  readonly nQubits?: number;
  /** Layers of rotations, 3 to 5 recommended; default 3. */
  readonly nLayers?: number;
  /** Rotations on every qubit of a layer, in order; default RY, RZ. Lower case is read as upper case. */
  readonly rotations?: readonly Rotation[];
  /** CNOTs between the layers; default "chain". */
  readonly entangler?: Entangler;
  /** tanh after the linear layer; default true. */
  readonly tanh?: boolean;
  /** Shots of each executed circuit, 1 to 10⁶; `null` (default) takes exact expectation values. */
  readonly shots?: number | null;
  /** Gradient method; default "adjoint", with shots "parameter-shift". */
  readonly diffMethod?: DiffMethod;
  /** Seed of the initial weights and of the shots; default 0. */
  readonly seed?: number;
  /** Initial angles: "normal" is N(0,1)·0.1 (default), "uniform" is U(0, 2π). */
  readonly initialiser?: "normal" | "uniform";
  /** Simulator; default the one for training, `DEFAULT_ENGINE`. */
  readonly engine?: EngineName;
}

/** The options with every default filled in. */
export type QuantumLayerSettings = { readonly [K in keyof QuantumLayerOptions]-?: Exclude<QuantumLayerOptions[K], undefined> };

const OPTION_KEYS = ["nQubits", "nLayers", "rotations", "entangler", "tanh", "shots", "diffMethod", "seed", "initialiser", "engine"];
const ROTATIONS: readonly Rotation[] = ["RX", "RY", "RZ"];

/** tfjs writes the strings of a saved configuration in lower case, so both cases are read. */
function checkedRotations(where: string, given: readonly string[]): Rotation[] {
  if (!Array.isArray(given) || given.length === 0)
    throw new ArgumentError(`${where}: rotations must list at least one of ${ROTATIONS.join(", ")}, got ${JSON.stringify(given)}`, {
      rotations: given,
    });
  const rotations = given.map((name) => String(name).toUpperCase());
  const twice = rotations.find((name, i) => rotations.indexOf(name) < i);
  if (twice !== undefined)
    throw new ArgumentError(`${where}: rotations lists ${twice} twice; name each once and use more layers`, { rotations });
  return rotations.map((name) => {
    checkOneOf(where, "rotations", name, ROTATIONS);
    return name;
  });
}

/**
 * The options of a quantum layer, checked, with defaults.
 *
 * `own` names what the layer takes besides. @throws ArgumentError for an unknown option or a value out of range; DiffMethodError
 * for adjoint with shots
 */
export function quantumLayerSettings(
  where: string,
  args: QuantumLayerOptions,
  own: readonly string[],
  defaultQubits: number,
): QuantumLayerSettings {
  checkLayerKeys(where, args, [...own, ...OPTION_KEYS]);
  const { nQubits = defaultQubits, nLayers = 3, entangler = "chain", initialiser = "normal", seed = 0, engine = DEFAULT_ENGINE } = args;
  const { rotations = ["RY", "RZ"], tanh = true, shots = null } = args;
  checkInteger(where, "nQubits", nQubits, 1);
  checkInteger(where, "nLayers", nLayers, 1);
  checkInteger(where, "seed", seed, 0);
  checkOneOf(where, "entangler", entangler, ["chain", "ring", "none"]);
  checkOneOf(where, "initialiser", initialiser, ["normal", "uniform"]);
  if (typeof tanh !== "boolean") throw new ArgumentError(`${where}: tanh must be true or false, got ${String(tanh)}`, { tanh });
  return {
    nQubits,
    nLayers,
    rotations: checkedRotations(where, rotations),
    entangler,
    tanh,
    shots,
    diffMethod: resolveDiffMethod(args.diffMethod, shots),
    seed,
    initialiser,
    engine,
  };
}
