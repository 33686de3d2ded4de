import type { QasmError } from "../../core/errors";
import { affine, isSlot, type Angle } from "../parameter";
import { qasmFailure as fail } from "./cursor";
import type { Token, Tokenizer } from "./tokens";

/** A parsed parameter expression. */
export type Expression =
  | { readonly kind: "number"; readonly value: number; readonly whole: boolean }
  | { readonly kind: "name"; readonly name: string; readonly at: Token }
  | { readonly kind: "unary"; readonly operand: Expression }
  | { readonly kind: "binary"; readonly sign: string; readonly left: Expression; readonly right: Expression; readonly at: Token }
  | { readonly kind: "call"; readonly name: string; readonly values: readonly Expression[]; readonly at: Token };

const MAX_DEPTH = 100;
const MAX_TERMS = 1000;

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

/** Precedence climbing: + − bind least, then * /, then unary minus, then the right-associative power (^ in version 2, ** in 3). */
export function parseExpression(tokens: Tokenizer, version: 2 | 3): Expression {
  const powerSign = version === 2 ? "^" : "**";
  let [depth, terms] = [0, 0];
  const nested = <T>(at: Token, parse: () => T): T => {
    if (++depth > MAX_DEPTH) throw fail(`the expression is nested deeper than ${MAX_DEPTH}; simplify it`, at);
    const result = parse();
    depth--;
    return result;
  };
  const binary = (signs: readonly string[], operand: () => Expression): Expression => {
    let left = operand();
    while (tokens.peek().kind === "sign" && signs.includes(tokens.peek().text)) {
      const at = tokens.take();
      if (++terms > MAX_TERMS) throw fail(`the expression has more than ${MAX_TERMS} terms; simplify it`, at);
      left = binaryOf(at.text, left, operand(), at, version);
    }
    return left;
  };
  const sum = (): Expression => binary(["+", "-"], product);
  const product = (): Expression => binary(version === 2 ? ["*", "/"] : ["*", "/", "%"], unary);
  const unary = (): Expression => {
    const at = tokens.peek();
    if (at.kind !== "sign" || (at.text !== "-" && at.text !== "+")) return power();
    tokens.take();
    return nested(at, () => (at.text === "-" ? negative(unary()) : unary()));
  };
  const power = (): Expression => {
    const left = primary();
    const at = tokens.peek();
    if (at.kind !== "sign" || at.text !== powerSign) return left;
    tokens.take();
    return nested(at, () => binaryOf("^", left, unary(), at, version));
  };
  const primary = (): Expression => {
    const at = tokens.take();
    if (at.kind === "number")
      return { kind: "number", value: finite(Number(at.text.replaceAll("_", "")), at), whole: /^[\d_]+$/.test(at.text) };
    if (at.kind === "name") return FUNCTIONS.has(at.text) ? call(at) : { kind: "name", name: at.text, at };
    if (at.text !== "(" || at.kind !== "sign") throw fail(`expected a number, a parameter or "(", got "${at.text}"`, at);
    const inner = nested(at, sum);
    const close = tokens.take();
    if (close.text !== ")") throw fail(`expected ")", got "${close.text}"`, close);
    return inner;
  };
  const call = (at: Token): Expression => {
    const open = tokens.take();
    if (open.text !== "(") throw fail(`the function ${at.text} needs its argument in parentheses, got "${open.text}"`, open);
    const values = [nested(at, sum)];
    while (tokens.peek().text === "," && values.length < 3) {
      tokens.take();
      values.push(nested(at, sum));
    }
    const close = tokens.take();
    const { arity } = FUNCTIONS.get(at.text)!;
    if (close.text !== ")" || values.length !== arity)
      throw fail(`the function ${at.text} takes ${arity} argument${arity > 1 ? "s" : ""} in parentheses`, close);
    return { kind: "call", name: at.text, values, at };
  };
  return sum();
}

const negative = (operand: Expression): Expression =>
  operand.kind === "number" ? { ...operand, value: -operand.value } : { kind: "unary", operand };

/**
 * A sign between two expressions; of two numbers it is their value. Whole numbers divide to a whole number in OpenQASM 3, where
 * most writers of `1/2` mean a half: a quotient with a remainder is refused.
 */
function binaryOf(sign: string, left: Expression, right: Expression, at: Token, version: 2 | 3): Expression {
  if (left.kind !== "number" || right.kind !== "number") return { kind: "binary", sign, left, right, at };
  const value = combine(sign, left.value, right.value, at) as number;
  const whole = left.whole && right.whole;
  if (version === 3 && sign === "/" && whole && !Number.isInteger(value))
    throw fail(
      `OpenQASM 3 divides whole numbers to a whole number, here ${left.value}/${right.value}; write ${left.value}.0/${right.value}`,
      at,
    );
  return { kind: "number", value, whole: whole && Number.isInteger(value) };
}

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

function finite(value: number, at: Token): number {
  if (!Number.isFinite(value)) throw fail(`the expression gives ${value}; an angle must be finite`, at);
  return value;
}

/** The sum, difference, product, quotient, power or remainder of two angles, where that is an angle again. */
function combine(sign: string, left: Angle, right: Angle, at: Token): Angle {
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
