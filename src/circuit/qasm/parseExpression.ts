import { qasmFailure as fail } from "./cursor";
import { combine, finite, FUNCTIONS, type Expression } from "./expression";
import type { Token, Tokenizer } from "./tokens";

const MAX_DEPTH = 100;
const MAX_TERMS = 1000;

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
