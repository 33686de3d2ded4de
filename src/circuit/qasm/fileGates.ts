import { addedControls, definedGate, type BodyCall, type Budget, type Modifier } from "./calls";
import { qasmFailure, type TokenCursor } from "./cursor";
import { checkNames, type Expression } from "./expression";
import { BUILTINS, STANDARD_FILES, type LibraryGate } from "./gateLibrary";
import { parseExpression } from "./parseExpression";
import { MAX_QUBITS } from "./registers";
import type { Token } from "./tokens";
import { UNSUPPORTED, VERSION_3_WORDS } from "./words";

const MAX_DEFINITION_DEPTH = 200;
const MAX_POWER = 1000;

const isModifier = (word: string): word is Modifier["kind"] => ["ctrl", "negctrl", "inv", "pow"].includes(word);

/** A call up to its operands: `wires` is how many must follow. `gate` null is gphase. */
export interface CallHead {
  readonly modifiers: readonly Modifier[];
  readonly gate: LibraryGate | null;
  readonly params: readonly Expression[];
  readonly wires: number;
  readonly at: Token;
}

/** The gates that a file may call: builtins of its version, those of included files, its own definitions. */
export class FileGates {
  private version: 2 | 3 = 3;
  private readonly known = new Map<string, LibraryGate>();
  private readonly overridable = new Set<string>();
  private readonly depths = new Map<LibraryGate, number>();

  constructor(
    private readonly tokens: TokenCursor,
    private readonly budget: Budget,
    /** Whether a name is that of a register or an input. */
    private readonly isTaken: (name: string) => boolean,
  ) {}

  begin(version: 2 | 3): void {
    this.version = version;
    for (const [name, gate] of BUILTINS[version]) this.known.set(name, gate);
  }

  has(name: string): boolean {
    return this.known.has(name);
  }

  /** Whether this is a file of version 2 and the word means something only in version 3. */
  isTooNew(word: string): boolean {
    return this.version === 2 && VERSION_3_WORDS.has(word);
  }

  include(): void {
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
      if (this.known.has(name) && !BUILTINS[this.version].has(name))
        throw qasmFailure(`the gate ${name} of ${token.text} is already defined`, token);
      this.known.set(name, gate);
    }
    for (const name of file.overridable) this.overridable.add(name);
    this.tokens.expect(";");
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
  head(first: Token, defining?: string): CallHead {
    const { modifiers, name } = this.modifiers(first);
    const params = this.tokens.takeIf("(") ? this.tokens.list(() => parseExpression(this.tokens, this.version), ")") : [];
    const isPhase = name.text === "gphase" && this.version === 3;
    const gate = isPhase ? null : this.known.get(name.text);
    if (gate === undefined) {
      if (name.text === defining) throw qasmFailure(`recursion: the gate ${defining} calls itself`, name);
      if (this.isTooNew(name.text)) throw qasmFailure(`${name.text} belongs to OpenQASM 3, and this file is OpenQASM 2`, name);
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

  define(): void {
    const name = this.tokens.name("a gate");
    if (this.known.has(name.text) && !this.overridable.has(name.text)) throw qasmFailure(`the gate ${name.text} is already defined`, name);
    if (this.isTaken(name.text)) throw qasmFailure(`the name ${name.text} is already in use`, name);
    const unique = (names: Token[], what: string): string[] => {
      if (new Set(names.map((t) => t.text)).size !== names.length) throw qasmFailure(`the gate ${name.text} names a ${what} twice`, name);
      return names.map((t) => t.text);
    };
    const params = unique(this.tokens.takeIf("(") ? this.tokens.list(() => this.tokens.name("a parameter"), ")") : [], "parameter");
    const qubits = unique(
      this.tokens.list(() => this.tokens.name("a qubit"), "{"),
      "qubit",
    );
    this.known.delete(name.text);
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
    this.known.set(name.text, gate);
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
