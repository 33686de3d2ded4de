import type { Operation } from "../operation";
import { param, type Angle } from "../parameter";
import { addedControls, Budget, definedGate, expandCall, type BodyCall, type Modifier } from "./calls";
import { checkNames, evaluateExpression, parseExpression, type Expression } from "./expression";
import { BUILTINS, STANDARD_FILES, type LibraryGate } from "./gateLibrary";
import { qasmFailure, TokenCursor } from "./cursor";
import { MAX_QUBITS, Registers } from "./registers";
import type { Token } from "./tokens";
import { UNSUPPORTED, VERSION_3_WORDS } from "./words";

const MAX_DEFINITION_DEPTH = 200;
const MAX_POWER = 1000;
const MAX_OPERATIONS = 500_000;

const isModifier = (word: string): word is Modifier["kind"] => ["ctrl", "negctrl", "inv", "pow"].includes(word);

/** Reads one file statement by statement into operations. */
export class QasmReader {
  private readonly tokens: TokenCursor;
  private readonly budget = new Budget();
  private version: 2 | 3 = 3;
  private readonly gates = new Map<string, LibraryGate>();
  private readonly overridable = new Set<string>();
  private readonly depths = new Map<LibraryGate, number>();
  private readonly registers: Registers;
  private readonly operations: Operation[] = [];
  private readonly notes: string[] = [];
  private readonly measured = new Map<number, Token>();
  private hasPhase = false;

  constructor(text: string) {
    this.tokens = new TokenCursor(text);
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
    if (this.tokens.peek().text === "OPENQASM") {
      this.tokens.take();
      const token = this.tokens.take();
      const major = /^([23])(\.\d+)?$/.exec(token.text)?.[1];
      if (!major) throw qasmFailure(`version ${token.text} is not known; use 2.0 or 3.0`, token);
      this.version = major === "2" ? 2 : 3;
      this.tokens.expect(";");
    }
    for (const [name, gate] of BUILTINS[this.version]) this.gates.set(name, gate);
  }

  private statement(token: Token): void {
    if (this.version === 2 && VERSION_3_WORDS.has(token.text)) return this.call(token);
    switch (token.text) {
      case ";":
        return;
      case "include":
        return this.include();
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
        return this.definition();
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

  private include(): void {
    const token = this.tokens.take();
    if (token.kind !== "string") throw qasmFailure("include takes a file name in quotes", token);
    const file = STANDARD_FILES.get(token.text.slice(1, -1));
    const known = this.version === 2 ? "qelib1.inc" : "stdgates.inc";
    if (!file) throw qasmFailure(`unknown include ${token.text}; OpenQASM ${this.version} files may include "${known}"`, token);
    if (file.version !== this.version)
      throw qasmFailure(
        `${token.text} belongs to OpenQASM ${file.version}, and this file is OpenQASM ${this.version}; begin it with OPENQASM ${file.version}.0; or include "${known}"`,
        token,
      );
    for (const [name, gate] of file.gates) {
      if (this.gates.has(name) && !BUILTINS[this.version].has(name))
        throw qasmFailure(`the gate ${name} of ${token.text} is already defined`, token);
      this.gates.set(name, gate);
    }
    for (const name of file.overridable) this.overridable.add(name);
    this.tokens.expect(";");
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

  private modifiers(first: Token): { modifiers: Modifier[]; name: Token } {
    const modifiers: Modifier[] = [];
    let token = first;
    while (this.version === 3 && isModifier(token.text)) {
      const kind = token.text;
      let count = 1;
      if (kind !== "inv" && this.tokens.takeIf("(")) {
        const negative = kind === "pow" && this.tokens.takeIf("-");
        count = this.tokens.integer(
          kind === "pow" ? "an integer power" : "the number of controls",
          kind === "pow" ? MAX_POWER : MAX_QUBITS,
        );
        if (negative) count = -count;
        this.tokens.expect(")");
      }
      this.tokens.expect("@");
      modifiers.push({ kind, count });
      if (modifiers.length > MAX_QUBITS) throw qasmFailure("too many modifiers before a gate", token);
      token = this.tokens.name("a gate");
    }
    return { modifiers, name: token };
  }

  /** Modifiers, gate and angles of a call, checked; `wires` is the number of operands that must follow. */
  private head(
    first: Token,
    defining?: string,
  ): { modifiers: Modifier[]; gate: LibraryGate | null; params: Expression[]; wires: number; at: Token } {
    const { modifiers, name } = this.modifiers(first);
    const params = this.tokens.takeIf("(") ? this.tokens.list(() => parseExpression(this.tokens, this.version), ")") : [];
    const isPhase = name.text === "gphase" && this.version === 3;
    const gate = isPhase ? null : this.gates.get(name.text);
    if (gate === undefined) {
      if (name.text === defining) throw qasmFailure(`recursion: the gate ${defining} calls itself`, name);
      if (this.version === 2 && VERSION_3_WORDS.has(name.text))
        throw qasmFailure(`${name.text} belongs to OpenQASM 3, and this file is OpenQASM 2`, name);
      const word = UNSUPPORTED.get(name.text);
      if (word) throw qasmFailure(`${word} is not supported; a circuit holds gates only`, name);
      const file = this.version === 2 ? "qelib1.inc" : "stdgates.inc";
      const hint = STANDARD_FILES.get(file)!.gates.has(name.text) ? `; add include "${file}";` : "; define it before it is used";
      throw qasmFailure(`unknown gate ${name.text}${hint}`, name);
    }
    const nParams = gate ? gate.nParams : 1;
    if (params.length !== nParams) throw qasmFailure(`${name.text} takes ${nParams} parameters, got ${params.length}`, name);
    return { modifiers, gate, params, wires: (gate?.nWires ?? 0) + addedControls(modifiers), at: name };
  }

  private call(first: Token): void {
    const { modifiers, gate, params, wires, at } = this.head(first);
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

  private definition(): void {
    const name = this.tokens.name("a gate");
    if (this.gates.has(name.text) && !this.overridable.has(name.text)) throw qasmFailure(`the gate ${name.text} is already defined`, name);
    if (this.registers.has(name.text)) throw qasmFailure(`the name ${name.text} is already in use`, name);
    const unique = (names: Token[], what: string): string[] => {
      if (new Set(names.map((t) => t.text)).size !== names.length) throw qasmFailure(`the gate ${name.text} names a ${what} twice`, name);
      return names.map((t) => t.text);
    };
    const params = unique(this.tokens.takeIf("(") ? this.tokens.list(() => this.tokens.name("a parameter"), ")") : [], "parameter");
    const qubits = unique(
      this.tokens.list(() => this.tokens.name("a qubit"), "{"),
      "qubit",
    );
    this.gates.delete(name.text);
    const places = new Map(qubits.map((qubit, i) => [qubit, i]));
    const known = new Set(params);
    const body: BodyCall[] = [];
    while (!this.tokens.takeIf("}")) {
      const token = this.tokens.take();
      if (token.kind === "end") throw qasmFailure(`the body of the gate ${name.text} is never closed; add }`, token);
      if (token.text === ";") continue;
      const call = this.bodyCall(token, name.text, places, known);
      if (call) body.push(call);
      this.budget.spend(1, token);
    }
    const depth = body.reduce((deepest, { gate }) => Math.max(deepest, 1 + ((gate && this.depths.get(gate)) ?? 0)), 1);
    if (depth > MAX_DEFINITION_DEPTH) throw qasmFailure(`gate definitions are nested deeper than ${MAX_DEFINITION_DEPTH}`, name);
    const gate = definedGate(params, qubits.length, body, this.budget);
    this.depths.set(gate, depth);
    this.gates.set(name.text, gate);
    this.overridable.delete(name.text);
  }

  private bodyCall(token: Token, defining: string, qubits: ReadonlyMap<string, number>, params: ReadonlySet<string>): BodyCall | null {
    const operand = (): number => {
      const name = this.tokens.name("a qubit");
      const index = qubits.get(name.text);
      if (index === undefined) throw qasmFailure(`"${name.text}" is not a qubit of the gate ${defining}`, name);
      return index;
    };
    if (token.text === "barrier") {
      this.tokens.list(operand, ";");
      return null;
    }
    if (token.kind !== "name" || token.text === "measure") throw qasmFailure(`a gate's body holds gates only, got "${token.text}"`, token);
    const { modifiers, gate, params: expressions, wires, at } = this.head(token, defining);
    const operands = this.tokens.list(operand, ";");
    if (operands.length !== wires) throw qasmFailure(`${at.text} acts on ${wires} qubits, got ${operands.length}`, at);
    if (new Set(operands).size !== operands.length) throw qasmFailure(`${at.text}: a qubit is used twice in one call`, at);
    for (const expression of expressions) checkNames(expression, params);
    return { modifiers, gate, params: expressions, operands, at };
  }
}
