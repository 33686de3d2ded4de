import { ArgumentError, NonFiniteError, ShapeError } from "./errors";

/** Throws unless `value` is an integer in [min, max]. */
export function checkInteger(where: string, name: string, value: number, min: number, max = Number.MAX_SAFE_INTEGER): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  const range = max === Number.MAX_SAFE_INTEGER ? `at least ${min}` : `from ${min} to ${max}`;
  throw new ArgumentError(`${where}: ${name} must be an integer ${range}, got ${value}; pass a number in that range`, { [name]: value });
}

/** Throws unless `value` is a finite number in [min, max]. */
export function checkNumber(where: string, name: string, value: number, min = -Infinity, max = Infinity): void {
  if (Number.isFinite(value) && value >= min && value <= max) return;
  const lower = min === Number.MIN_VALUE ? " above 0" : min === -Infinity ? "" : ` at least ${min}`;
  const range = max === Infinity ? lower : ` from ${min} to ${max}`;
  throw new ArgumentError(`${where}: ${name} must be a finite number${range}, got ${value}; pass one in that range`, { [name]: value });
}

/** Throws unless `value` is one of `allowed`. */
export function checkOneOf<T extends string>(where: string, name: string, value: string, allowed: readonly T[]): asserts value is T {
  if ((allowed as readonly string[]).includes(value)) return;
  throw new ArgumentError(`${where}: ${name} is "${value}"; use one of ${allowed.join(", ")}`, { [name]: value, allowed });
}

/** Throws when `given` has a key that is not in `allowed`; a misspelt option is never ignored. */
export function checkKeys(where: string, given: object, allowed: readonly string[]): void {
  const unknown = Object.keys(given).filter((key) => !allowed.includes(key));
  if (unknown.length === 0) return;
  throw new ArgumentError(`${where}: unknown option ${unknown.map((key) => `"${key}"`).join(", ")}; known are ${allowed.join(", ")}`, {
    unknown,
    allowed,
  });
}

/** Throws unless `values` has exactly `length` entries. */
export function checkLength(where: string, name: string, values: ArrayLike<number>, length: number): void {
  if (values.length === length) return;
  throw new ShapeError(`${where}: ${name} must have ${length} values, got ${values.length}`, { expected: length, got: values.length });
}

/** True only when every value is finite; a sum that overflows says nothing. Four sums, since one would wait for itself at every value. */
function hasFiniteSum(values: ArrayLike<number>): boolean {
  let [a, b, c, d, i] = [0, 0, 0, 0, 0];
  for (; i + 3 < values.length; i += 4) {
    a += values[i]!;
    b += values[i + 1]!;
    c += values[i + 2]!;
    d += values[i + 3]!;
  }
  for (; i < values.length; i++) a += values[i]!;
  return Number.isFinite(a + b + c + d);
}

/** Throws at the first NaN or infinity in `values`. */
export function checkAllFinite(where: string, name: string, values: ArrayLike<number>): void {
  if (hasFiniteSum(values)) return;
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) continue;
    throw new NonFiniteError(`${where}: ${name}[${i}] is ${values[i]}; every value must be finite`, { index: i, value: values[i] });
  }
}
