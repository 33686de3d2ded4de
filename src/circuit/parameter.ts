import { checkNumber } from "../core/check";
import { ArgumentError } from "../core/errors";

/** A place for a parameter in a gate: the angle is `scale · value(name) + offset`. */
export interface Slot {
  readonly name: string;
  readonly scale: number;
  readonly offset: number;
}

/** What a gate takes as an angle: a number (radians) or a slot that is filled at run time. */
export type Angle = number | Slot;

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * A parameter slot. A number i is the indexed parameter `theta{i}`; the same name in several gates is one shared parameter.
 *
 * @example
 * ```ts
 * const doubled = param("phi", { scale: 2, offset: Math.PI });  // the angle 2·phi + π
 * ```
 * @throws ArgumentError when the name is not an identifier or scale or offset is not finite
 */
export function param(nameOrIndex: string | number, options: { scale?: number; offset?: number } = {}): Slot {
  const name = typeof nameOrIndex === "number" ? `theta${nameOrIndex}` : nameOrIndex;
  checkParameterName("param", name);
  const { scale = 1, offset = 0 } = options;
  checkNumber("param", "scale", scale);
  checkNumber("param", "offset", offset);
  return { name, scale, offset };
}

/** Throws unless `name` can stand for a parameter in a circuit and in the files that it is written to. */
export function checkParameterName(where: string, name: string): void {
  if (!NAME.test(name))
    throw new ArgumentError(`${where}: "${name}" is not a name; use letters, digits and _ with a letter first`, { name });
}

export const isSlot = (angle: Angle): angle is Slot => typeof angle !== "number";

/** factor · angle + shift, as a number or a slot of the same parameter. */
export function affine(angle: Angle, factor: number, shift = 0): Angle {
  if (!isSlot(angle)) return factor * angle + shift;
  return { name: angle.name, scale: factor * angle.scale, offset: factor * angle.offset + shift };
}

/** The angle in radians when the parameters have the given values. */
export function resolveAngle(angle: Angle, value: (name: string) => number): number {
  return isSlot(angle) ? angle.scale * value(angle.name) + angle.offset : angle;
}
