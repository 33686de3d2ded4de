import type { Operation } from "../operation";
import { param, type Angle } from "../parameter";
import { Budget, expandCall } from "./calls";
import { qasmFailure, TokenCursor } from "./cursor";
import { evaluateExpression } from "./expression";
import { FileGates } from "./fileGates";
import { Registers } from "./registers";
import type { Token } from "./tokens";
import { UNSUPPORTED } from "./words";

const MAX_OPERATIONS = 500_000;

/** Reads one file statement by statement into operations. */
export class QasmReader {
  private readonly tokens: TokenCursor;
  private readonly budget = new Budget();
  private readonly gates: FileGates;
  private readonly registers: Registers;
  private readonly operations: Operation[] = [];
  private readonly notes: string[] = [];
  private readonly measured = new Map<number, Token>();
  private hasPhase = false;

  constructor(text: string) {
    this.tokens = new TokenCursor(text);
    this.gates = new FileGates(this.tokens, this.budget, (name) => this.registers.has(name));
    this.registers = new Registers(this.tokens, (name) => this.gates.has(name));
  }

  read(): { nQubits: number; operations: Operation[]; parameters: string[]; notes: string[] } {
    this.readVersion();
    for (let token = this.tokens.peek(); token.kind !== "end"; token = this.tokens.peek()) this.statement(this.tokens.take());
    const { nQubits, parameters } = this.registers;
    if (nQubits === 0) throw qasmFailure("the file declares no qubits; add qubit[n] q;", this.tokens.peek());
    if (this.measured.size > 0) this.notes.push(`final measurement of ${this.measured.size} qubits noted and left out`);
    if (this.hasPhase) this.notes.push("a global phase (gphase) left out");
    return { nQubits, operations: this.operations, parameters, notes: this.notes };
  }

  private readVersion(): void {
    let version: 2 | 3 = 3;
    if (this.tokens.peek().text === "OPENQASM") {
      this.tokens.take();
      const token = this.tokens.take();
      const major = /^([23])(\.\d+)?$/.exec(token.text)?.[1];
      if (!major) throw qasmFailure(`version ${token.text} is not known; use 2.0 or 3.0`, token);
      version = major === "2" ? 2 : 3;
      this.tokens.expect(";");
    }
    this.gates.begin(version);
  }

  private statement(token: Token): void {
    if (this.gates.isTooNew(token.text)) return this.call(token);
    switch (token.text) {
      case ";":
        return;
      case "include":
        return this.gates.include();
      case "qreg":
        return this.registers.declareOld("qubit");
      case "creg":
        return this.registers.declareOld("bit");
      case "qubit":
      case "bit":
        return this.register(token.text);
      case "input":
        return this.registers.declareInput();
      case "gate":
        return this.gates.define();
      case "barrier":
        return this.barrier(token);
      case "measure":
        return this.measure(token);
      case "OPENQASM":
        throw qasmFailure("OPENQASM must be the first statement, once", token);
    }
    const unsupported = token.kind === "name" ? UNSUPPORTED.get(token.text) : undefined;
    if (unsupported) throw qasmFailure(`${unsupported} is not supported; a circuit holds gates only`, token);
    if (token.kind !== "name") throw qasmFailure(`a statement cannot begin with "${token.text}"`, token);
    if (this.registers.hasBits(token.text)) return this.assignment(token);
    this.call(token);
  }

  private register(kind: "qubit" | "bit"): void {
    const size = this.registers.declareNew(kind);
    if (kind === "bit" && this.tokens.takeIf("=")) return this.measure(this.tokens.expect("measure"), size);
    this.tokens.expect(";");
  }

  private barrier(at: Token): void {
    for (const wires of this.tokens.list(() => this.registers.operand(), ";")) this.budget.spend(wires.length, at);
  }

  /** The rest of a measurement, into `nBits` bits where they were named before it. */
  private measure(at: Token, nBits?: number): void {
    const wires = this.registers.operand();
    this.budget.spend(wires.length, at);
    for (const wire of wires) this.measured.set(wire, at);
    const size = this.tokens.takeIf("->") ? this.registers.bitOperand() : nBits;
    if (size !== undefined && size !== wires.length) throw qasmFailure(`${wires.length} qubits cannot be measured into ${size} bits`, at);
    this.tokens.expect(";");
  }

  private assignment(bits: Token): void {
    const nBits = this.registers.bitOperand(bits);
    this.tokens.expect("=");
    const at = this.tokens.take();
    if (at.text !== "measure") throw qasmFailure("only a measurement can be assigned to bits", at);
    this.measure(at, nBits);
  }

  private call(first: Token): void {
    const { modifiers, gate, params, wires, at } = this.gates.head(first);
    const operands = this.tokens.list(() => this.registers.operand(), ";");
    if (operands.length !== wires) throw qasmFailure(`${at.text} acts on ${wires} qubits, got ${operands.length}`, at);
    const angles = params.map((expression) => evaluateExpression(expression, (name) => this.parameterValue(name)));
    if (wires === 0) {
      this.hasPhase = true;
      return;
    }
    const rows = Math.max(...operands.map((operand) => operand.length));
    if (operands.some((operand) => operand.length !== 1 && operand.length !== rows))
      throw qasmFailure(`${at.text}: registers of different sizes cannot be combined`, at);
    for (let row = 0; row < rows; row++) {
      const on = operands.map((operand) => operand[operand.length === 1 ? 0 : row]!);
      if (new Set(on).size !== on.length) throw qasmFailure(`${at.text}: a qubit is used twice in one call`, at);
      if (on.some((wire) => this.measured.has(wire)))
        throw qasmFailure(`${at.text} acts on a qubit after its measurement: measurement in mid-circuit is not supported`, at);
      const { operations } = expandCall(modifiers, gate, angles, on, this.budget, at);
      if (this.operations.length + operations.length > MAX_OPERATIONS)
        throw qasmFailure(`the file expands to more than ${MAX_OPERATIONS} operations; simplify it`, at);
      for (const operation of operations) this.operations.push(operation);
    }
  }

  private parameterValue(name: string): Angle | undefined {
    return this.registers.hasParameter(name) ? param(name) : undefined;
  }
}
