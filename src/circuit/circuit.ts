import { checkInteger } from "../core/check";
import { CircuitError } from "../core/errors";
import type { GateName } from "./gateTable";
import type { ComplexMatrix } from "./matrix";
import {
  checkOperation,
  controlledOperation,
  frozenOperation,
  gateOperation,
  inverseOperation,
  operationWires,
  type Operation,
} from "./operation";
import { affine, checkParameterName, isSlot, type Angle } from "./parameter";

/**
 * An immutable circuit: ordered operations on `nQubits` wires, wire 0 most significant. Every method that adds returns a new
 * circuit. `parameters` lists the names of the slots in the order of first use, which is the order of the columns of a batch.
 *
 * @throws CircuitError, from every method that adds, for a wire that is missing, used twice or outside, and for wrong numbers of parameters;
 *   NonFiniteError for an angle that is no finite number
 * @example
 * ```ts
 * const bell = circuit(2).h(0).cnot(0, 1).rz(param("phi"), 1);
 * console.log(bell.depth(), bell.parameters);   // 3 [ 'phi' ]
 * ```
 */
export class Circuit {
  private constructor(
    readonly nQubits: number,
    readonly operations: readonly Operation[],
    readonly parameters: readonly string[],
  ) {
    Object.freeze(this);
  }

  /**
   * A circuit from a list of operations, checked once.
   *
   * `parameters` fixes the order of the columns (and may declare ones that no gate uses); without it, the order of first use.
   * @throws CircuitError when an operation does not fit, or a slot names a parameter that `parameters` lacks
   */
  static of(nQubits: number, operations: readonly Operation[] = [], parameters?: readonly string[]): Circuit {
    checkInteger("circuit", "nQubits", nQubits, 1, 63);
    const used = new Set<string>();
    for (const operation of operations) {
      checkOperation(operation, nQubits);
      for (const angle of operation.params) if (isSlot(angle)) used.add(angle.name);
    }
    const names = parameters ?? [...used];
    for (const name of names) checkParameterName("circuit", name);
    const known = new Set(names);
    const missing = [...used].filter((name) => !known.has(name));
    if (missing.length > 0 || known.size !== names.length) {
      const asked = `must name each of [${[...used].join(", ")}] once`;
      throw new CircuitError(`circuit: parameters [${names.join(", ")}] ${asked}`, { names, missing });
    }
    return new Circuit(nQubits, Object.freeze(operations.map(frozenOperation)), Object.freeze([...names]));
  }

  /** The number of distinct parameters, which is the number of columns of a batch. */
  get nParams(): number {
    return this.parameters.length;
  }

  /** One more gate of the table. @throws CircuitError when wires or parameters do not fit */
  add(gate: GateName, wires: readonly number[], params: readonly Angle[] = []): Circuit {
    return this.append(gateOperation(gate, wires, ...params));
  }

  /** An arbitrary one- or two-qubit unitary. @throws CircuitError when the matrix is not unitary */
  unitary(matrix: ComplexMatrix, ...wires: number[]): Circuit {
    return this.append({ ...gateOperation("Unitary", wires), matrix });
  }

  private append(operation: Operation): Circuit {
    checkOperation(operation, this.nQubits);
    const fresh = operation.params.filter(isSlot).map((slot) => slot.name);
    for (const name of fresh) checkParameterName("circuit", name);
    const parameters = [...new Set([...this.parameters, ...fresh])];
    return new Circuit(this.nQubits, Object.freeze([...this.operations, frozenOperation(operation)]), Object.freeze(parameters));
  }

  /**
   * This circuit, then `next` (on the given wires, default its own); equal parameter names are one shared parameter.
   *
   * @throws CircuitError when the wires are not as many as `next` has, not in this circuit, or name one twice
   */
  compose(next: Circuit, wires: readonly number[] = Array.from({ length: next.nQubits }, (_, i) => i)): Circuit {
    if (wires.length !== next.nQubits)
      throw new CircuitError(`compose: the circuit has ${next.nQubits} qubits, got ${wires.length} wires`, { wires });
    const fits = (wire: number): boolean => Number.isInteger(wire) && wire >= 0 && wire < this.nQubits;
    if (new Set(wires).size !== wires.length || !wires.every(fits)) {
      const cure = `name different ones of 0 to ${this.nQubits - 1}`;
      throw new CircuitError(`compose: a wire of [${wires.join(", ")}] is used twice or not in this circuit; ${cure}`, { wires });
    }
    const at = (wire: number): number => wires[wire]!;
    const moved = next.operations.map((o) => ({ ...o, controls: o.controls.map(at), wires: o.wires.map(at) }));
    return Circuit.of(this.nQubits, [...this.operations, ...moved], [...new Set([...this.parameters, ...next.parameters])]);
  }

  /** The circuit that undoes this one: gates inverted, in reverse order. */
  inverse(): Circuit {
    return Circuit.of(this.nQubits, [...this.operations].reverse().map(inverseOperation), this.parameters);
  }

  /** This circuit under a control on a new wire 0; its own wires move up by one. Exact, phase included. */
  controlled(): Circuit {
    const moved = this.operations.map((o) => ({ ...o, controls: o.controls.map((w) => w + 1), wires: o.wires.map((w) => w + 1) }));
    return Circuit.of(this.nQubits + 1, moved.map((o) => controlledOperation(o, 0)), this.parameters); // prettier-ignore
  }

  /**
   * The same circuit with its slots filled (by name) or renamed; unnamed parameters, and the order of all, stay as they are.
   *
   * @throws CircuitError for a name that the circuit does not have
   */
  bind(values: Readonly<Record<string, Angle>>): Circuit {
    const unknown = Object.keys(values).filter((name) => !this.parameters.includes(name));
    if (unknown.length > 0) {
      const known = this.parameters.join(", ") || "none";
      throw new CircuitError(`bind: no parameter ${unknown.join(", ")}; this circuit has ${known}`, { unknown });
    }
    const given = new Map(Object.entries(values));
    const fill = (angle: Angle): Angle => {
      const value = isSlot(angle) ? given.get(angle.name) : undefined;
      return value === undefined || !isSlot(angle) ? angle : affine(value, angle.scale, angle.offset);
    };
    const left = this.parameters.flatMap((name) => {
      const value = given.get(name);
      return value === undefined ? [name] : isSlot(value) ? [value.name] : [];
    });
    const operations = this.operations.map((o) => ({ ...o, params: o.params.map(fill) }));
    return Circuit.of(this.nQubits, operations, [...new Set(left)]);
  }

  /** The number of layers when every gate starts as soon as its wires are free. */
  depth(): number {
    const busy = new Array<number>(this.nQubits).fill(0);
    for (const operation of this.operations) {
      const wires = operationWires(operation);
      const layer = 1 + Math.max(...wires.map((wire) => busy[wire]!));
      for (const wire of wires) busy[wire] = layer;
    }
    return Math.max(0, ...busy);
  }

  /** How many operations of each kind, keyed by gate name with a `C` for each extra control (`C-CRX`). */
  countGates(): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { gate, controls } of this.operations) {
      const name = "C-".repeat(controls.length) + gate;
      counts[name] = (counts[name] ?? 0) + 1;
    }
    return counts;
  }

  /** How many operations act on exactly `nWires` wires. */
  countGatesOnWires(nWires: number): number {
    return this.operations.filter((operation) => operationWires(operation).length === nWires).length;
  }

  /** The identity on one wire. */
  i(wire: number): Circuit {
    return this.add("I", [wire]);
  }
  /** Pauli X. */
  x(wire: number): Circuit {
    return this.add("X", [wire]);
  }
  /** Pauli Y. */
  y(wire: number): Circuit {
    return this.add("Y", [wire]);
  }
  /** Pauli Z. */
  z(wire: number): Circuit {
    return this.add("Z", [wire]);
  }
  /** Hadamard (X + Z)/√2. */
  h(wire: number): Circuit {
    return this.add("H", [wire]);
  }
  /** S = diag(1, i). */
  s(wire: number): Circuit {
    return this.add("S", [wire]);
  }
  /** S†. */
  sdg(wire: number): Circuit {
    return this.add("Sdg", [wire]);
  }
  /** T = diag(1, e^{iπ/4}). */
  t(wire: number): Circuit {
    return this.add("T", [wire]);
  }
  /** T†. */
  tdg(wire: number): Circuit {
    return this.add("Tdg", [wire]);
  }
  /** exp(−iθX/2). */
  rx(theta: Angle, wire: number): Circuit {
    return this.add("RX", [wire], [theta]);
  }
  /** exp(−iθY/2). */
  ry(theta: Angle, wire: number): Circuit {
    return this.add("RY", [wire], [theta]);
  }
  /** exp(−iθZ/2). */
  rz(theta: Angle, wire: number): Circuit {
    return this.add("RZ", [wire], [theta]);
  }
  /** diag(1, e^{iφ}). */
  p(phi: Angle, wire: number): Circuit {
    return this.add("P", [wire], [phi]);
  }
  /** diag(1, e^{iλ}), the phase gate under its old name. */
  u1(lambda: Angle, wire: number): Circuit {
    return this.add("U1", [wire], [lambda]);
  }
  /** U3(π/2, φ, λ). */
  u2(phi: Angle, lambda: Angle, wire: number): Circuit {
    return this.add("U2", [wire], [phi, lambda]);
  }
  /** P(φ) RY(θ) P(λ): every one-qubit unitary up to a phase. */
  u3(theta: Angle, phi: Angle, lambda: Angle, wire: number): Circuit {
    return this.add("U3", [wire], [theta, phi, lambda]);
  }
  /** X on the target where the control is 1. */
  cnot(control: number, target: number): Circuit {
    return this.add("CNOT", [control, target]);
  }
  /** Y on the target where the control is 1. */
  cy(control: number, target: number): Circuit {
    return this.add("CY", [control, target]);
  }
  /** Z where both wires are 1. */
  cz(control: number, target: number): Circuit {
    return this.add("CZ", [control, target]);
  }
  /** H on the target where the control is 1. */
  ch(control: number, target: number): Circuit {
    return this.add("CH", [control, target]);
  }
  /** Exchanges two wires. */
  swap(a: number, b: number): Circuit {
    return this.add("SWAP", [a, b]);
  }
  /** e^{iφ} where both wires are 1. */
  cp(phi: Angle, control: number, target: number): Circuit {
    return this.add("CP", [control, target], [phi]);
  }
  /** RX(θ) on the target where the control is 1; frequencies ½ and 1. */
  crx(theta: Angle, control: number, target: number): Circuit {
    return this.add("CRX", [control, target], [theta]);
  }
  /** RY(θ) on the target where the control is 1; frequencies ½ and 1. */
  cry(theta: Angle, control: number, target: number): Circuit {
    return this.add("CRY", [control, target], [theta]);
  }
  /** RZ(θ) on the target where the control is 1; frequencies ½ and 1. */
  crz(theta: Angle, control: number, target: number): Circuit {
    return this.add("CRZ", [control, target], [theta]);
  }
  /** exp(−iθ X⊗X/2). */
  rxx(theta: Angle, a: number, b: number): Circuit {
    return this.add("RXX", [a, b], [theta]);
  }
  /** exp(−iθ Y⊗Y/2). */
  ryy(theta: Angle, a: number, b: number): Circuit {
    return this.add("RYY", [a, b], [theta]);
  }
  /** exp(−iθ Z⊗Z/2). */
  rzz(theta: Angle, a: number, b: number): Circuit {
    return this.add("RZZ", [a, b], [theta]);
  }
  /** [[cos θ, sin θ], [−sin θ, cos θ]] on |01⟩, |10⟩, which keeps the number of ones (Cherrat et al. 2209.08167); frequencies 1 and 2. */
  rbs(theta: Angle, a: number, b: number): Circuit {
    return this.add("RBS", [a, b], [theta]);
  }
  /** X on the target where both controls are 1. */
  toffoli(a: number, b: number, target: number): Circuit {
    return this.add("Toffoli", [a, b, target]);
  }
  /** Exchanges a and b where the control is 1. */
  cswap(control: number, a: number, b: number): Circuit {
    return this.add("CSWAP", [control, a, b]);
  }
}

/**
 * An empty circuit on `nQubits` wires, all in |0⟩.
 *
 * @throws ArgumentError when `nQubits` is not an integer from 1 to 63
 * @example
 * ```ts
 * const ghz = circuit(3).h(0).cnot(0, 1).cnot(1, 2); // (|000⟩ + |111⟩)/√2
 * ```
 */
export const circuit = (nQubits: number): Circuit => Circuit.of(nQubits);
