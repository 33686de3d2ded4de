import type { QasmError } from "../../core/errors";
import { affine, isSlot, type Angle } from "../parameter";
import { qasmFailure as fail } from "./cursor";
import type { Token } from "./tokens";

/** A parsed parameter expression. */
export type Expression =
  | { readonly kind: "number"; readonly value: number; readonly whole: boolean }
  | { readonly kind: "name"; readonly name: string; readonly at: Token }
  | { readonly kind: "unary"; readonly operand: Expression }
  | { readonly kind: "binary"; readonly sign: string; readonly left: Expression; readonly right: Expression; readonly at: Token }
  | { readonly kind: "call"; readonly name: string; readonly values: readonly Expression[]; readonly at: Token };

export const CONSTANTS: ReadonlyMap<string, number> = new Map([
  ["pi", Math.PI], ["π", Math.PI], ["tau", 2 * Math.PI], ["τ", 2 * Math.PI], ["euler", Math.E], ["ℇ", Math.E],
]); // prettier-ignore

export const FUNCTIONS: ReadonlyMap<string, { readonly arity: number; readonly of: (x: number, y: number) => number }> = new Map(Object.entries({
  sin: { arity: 1, of: Math.sin }, cos: { arity: 1, of: Math.cos }, tan: { arity: 1, of: Math.tan }, exp: { arity: 1, of: Math.exp },
  ln: { arity: 1, of: Math.log }, log: { arity: 1, of: Math.log }, sqrt: { arity: 1, of: Math.sqrt },
  arcsin: { arity: 1, of: Math.asin }, arccos: { arity: 1, of: Math.acos }, arctan: { arity: 1, of: Math.atan },
  asin: { arity: 1, of: Math.asin }, acos: { arity: 1, of: Math.acos }, atan: { arity: 1, of: Math.atan },
  floor: { arity: 1, of: Math.floor }, ceiling: { arity: 1, of: Math.ceil }, abs: { arity: 1, of: Math.abs },
  pow: { arity: 2, of: Math.pow }, mod: { arity: 2, of: (x: number, y: number) => x - y * Math.floor(x / y) },
})); // prettier-ignore

/** How many numbers, names and signs an expression has. */
export function expressionSize(expression: Expression): number {
  switch (expression.kind) {
    case "number":
    case "name":
      return 1;
    case "unary":
      return 1 + expressionSize(expression.operand);
    case "call":
      return expression.values.reduce((sum, value) => sum + expressionSize(value), 1);
    case "binary":
      return 1 + expressionSize(expression.left) + expressionSize(expression.right);
  }
}

/** The value of an expression: a number, or a scaled and shifted parameter. @throws QasmError for anything that is not affine in one parameter */
export function evaluateExpression(expression: Expression, value: (name: string) => Angle | undefined): Angle {
  switch (expression.kind) {
    case "number":
      return expression.value;
    case "name": {
      const known = value(expression.name) ?? CONSTANTS.get(expression.name);
      if (known === undefined) throw undeclared(expression.name, expression.at);
      return known;
    }
    case "unary":
      return affine(evaluateExpression(expression.operand, value), -1);
    case "call": {
      const [x, y = 0] = expression.values.map((inner) => evaluateExpression(inner, value));
      if (isSlot(x!) || isSlot(y))
        throw fail(`${expression.name} of a parameter: an angle must be scale · parameter + offset`, expression.at);
      return finite(FUNCTIONS.get(expression.name)!.of(x!, y), expression.at);
    }
    case "binary":
      return combine(
        expression.sign,
        evaluateExpression(expression.left, value),
        evaluateExpression(expression.right, value),
        expression.at,
      );
  }
}

/** Throws when an expression uses a name that is neither known nor a constant. */
export function checkNames(expression: Expression, known: ReadonlySet<string>): void {
  switch (expression.kind) {
    case "number":
      return;
    case "name":
      if (!known.has(expression.name) && !CONSTANTS.has(expression.name)) throw undeclared(expression.name, expression.at);
      return;
    case "unary":
      return checkNames(expression.operand, known);
    case "call":
      for (const value of expression.values) checkNames(value, known);
      return;
    case "binary":
      checkNames(expression.left, known);
      return checkNames(expression.right, known);
  }
}

const undeclared = (name: string, at: Token): QasmError => fail(`the name ${name} is not declared; declare it with input float`, at);

/** The number, where it is finite. */
export function finite(value: number, at: Token): number {
  if (!Number.isFinite(value)) throw fail(`the expression gives ${value}; an angle must be finite`, at);
  return value;
}

/** The sum, difference, product, quotient, power or remainder of two angles, where that is an angle again. */
export function combine(sign: string, left: Angle, right: Angle, at: Token): Angle {
  const angle = combineAngles(sign, left, right, at);
  for (const value of isSlot(angle) ? [angle.scale, angle.offset] : [angle]) finite(value, at);
  return angle;
}

function combineAngles(sign: string, left: Angle, right: Angle, at: Token): Angle {
  if (!isSlot(left) && !isSlot(right)) {
    const values: Record<string, number> = {
      "+": left + right,
      "-": left - right,
      "*": left * right,
      "/": left / right,
      "^": left ** right,
      "%": left % right,
    };
    return values[sign]!;
  }
  if (sign === "+" || sign === "-") {
    const factor = sign === "+" ? 1 : -1;
    if (!isSlot(right)) return affine(left, 1, factor * right);
    if (!isSlot(left)) return affine(right, factor, left);
    if (left.name !== right.name) throw fail(`an angle of two parameters (${left.name}, ${right.name}); use one parameter a gate`, at);
    return { name: left.name, scale: left.scale + factor * right.scale, offset: left.offset + factor * right.offset };
  }
  if (sign === "*" && !isSlot(right)) return affine(left, right);
  if (sign === "*" && !isSlot(left)) return affine(right, left);
  if (sign === "/" && !isSlot(right)) return affine(left, 1 / right);
  throw fail(`"${sign}" of a parameter: an angle must be scale · parameter + offset`, at);
}
