import { qasmFailure, type TokenCursor } from "./cursor";
import { CONSTANTS, FUNCTIONS } from "./expression";
import type { Token } from "./tokens";

/** As many wires as a circuit may have. */
export const MAX_QUBITS = 63;
const MAX_BITS = 1_000_000;
const MAX_PARAMETERS = 100_000;

/** What a file declares: qubit registers (wires in declaration order), bit registers, parameters. */
export class Registers {
  private readonly qubits = new Map<string, { readonly first: number; readonly size: number }>();
  private readonly bits = new Map<string, number>();
  private readonly inputs = new Set<string>();
  private wires = 0;

  constructor(
    private readonly tokens: TokenCursor,
    private readonly isGate: (name: string) => boolean,
  ) {}

  get nQubits(): number {
    return this.wires;
  }

  get parameters(): string[] {
    return [...this.inputs];
  }

  hasParameter(name: string): boolean {
    return this.inputs.has(name);
  }

  hasBits(name: string): boolean {
    return this.bits.has(name);
  }

  /** Whether a register or parameter has this name. */
  has(name: string): boolean {
    return this.qubits.has(name) || this.bits.has(name) || this.inputs.has(name);
  }

  private unused(token: Token): string {
    const { text } = token;
    if (this.has(text) || this.isGate(text)) throw qasmFailure(`the name ${text} is already in use`, token);
    return text;
  }

  private add(kind: "qubit" | "bit", name: Token, size: number): void {
    if (kind === "bit") return void this.bits.set(this.unused(name), size);
    if (size < 1) throw qasmFailure(`the register ${name.text} has no qubits; give it at least 1`, name);
    if (this.wires + size > MAX_QUBITS)
      throw qasmFailure(`${this.wires + size} qubits are declared, at most ${MAX_QUBITS} are possible`, name);
    this.qubits.set(this.unused(name), { first: this.wires, size });
    this.wires += size;
  }

  private size(kind: "qubit" | "bit"): number {
    this.tokens.expect("[");
    const size = this.tokens.integer("the register's size", kind === "qubit" ? MAX_QUBITS : MAX_BITS);
    this.tokens.expect("]");
    return size;
  }

  /** `qreg q[n];` or `creg c[n];` after the keyword. */
  declareOld(kind: "qubit" | "bit"): void {
    const name = this.tokens.name("a register");
    const size = this.size(kind);
    this.tokens.expect(";");
    this.add(kind, name, size);
  }

  /** `qubit[n] q` or `bit[n] c` after the keyword, up to the name; returns n. */
  declareNew(kind: "qubit" | "bit"): number {
    const size = this.tokens.peek().text === "[" ? this.size(kind) : 1;
    this.add(kind, this.tokens.name("a register"), size);
    return size;
  }

  /** `input float name;` after `input`. */
  declareInput(): void {
    const type = this.tokens.take();
    if (type.text !== "float") throw qasmFailure(`input ${type.text} is not supported; parameters are input float`, type);
    if (this.tokens.takeIf("[")) {
      this.tokens.integer("the width", 64);
      this.tokens.expect("]");
    }
    const name = this.tokens.name("a parameter");
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name.text))
      throw qasmFailure(`the parameter ${name.text} must be written in ASCII letters, digits and _`, name);
    if (CONSTANTS.has(name.text) || FUNCTIONS.has(name.text))
      throw qasmFailure(`the parameter ${name.text} has the name of a constant or function; rename it`, name);
    if (this.inputs.size >= MAX_PARAMETERS) throw qasmFailure(`more than ${MAX_PARAMETERS} parameters are declared`, name);
    this.inputs.add(this.unused(name));
    this.tokens.expect(";");
  }

  /** `q` or `q[i]` as wires. */
  operand(): number[] {
    const name = this.tokens.take();
    const register = this.qubits.get(name.text);
    if (!register) throw qasmFailure(`"${name.text}" is not a qubit register of this file`, name);
    const all = Array.from({ length: register.size }, (_, i) => register.first + i);
    return this.tokens.peek().text === "[" ? [all[this.index(register.size)]!] : all;
  }

  /** `c` or `c[i]`, checked; returns how many bits that are. */
  bitOperand(name: Token = this.tokens.take()): number {
    const size = this.bits.get(name.text);
    if (size === undefined) throw qasmFailure(`"${name.text}" is not a bit register of this file`, name);
    if (this.tokens.peek().text !== "[") return size;
    this.index(size);
    return 1;
  }

  private index(size: number): number {
    this.tokens.expect("[");
    const index = this.tokens.integer("the index", size - 1);
    this.tokens.expect("]");
    return index;
  }
}
