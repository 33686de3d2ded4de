import { CONSTANTS, FUNCTIONS } from "./expression";
import { BUILTINS, STANDARD_FILES } from "./gateLibrary";

/** Statements of OpenQASM that a circuit cannot hold, with the words that name them in an error. */
export const UNSUPPORTED: ReadonlyMap<string, string> = new Map(Object.entries({
  reset: "reset", if: "conditional (if)", else: "conditional (else)", for: "loop (for)", while: "loop (while)", def: "subroutine (def)",
  defcal: "calibration (defcal)", cal: "calibration (cal)", defcalgrammar: "calibration grammar", opaque: "opaque gate", box: "box", delay: "delay",
  stretch: "timing (stretch)", duration: "timing (duration)", let: "alias (let)", extern: "extern", return: "return", switch: "switch",
  output: "output variable", break: "loop control", continue: "loop control", end: "end", pragma: "pragma", array: "array", const: "constant declaration",
  int: "classical variable (int)", uint: "classical variable (uint)", float: "classical variable (float)", angle: "classical variable (angle)",
  bool: "classical variable (bool)", complex: "classical variable (complex)", nop: "nop",
})); // prettier-ignore

/** Words that mean something in version 3 and are free names in version 2. */
export const VERSION_3_WORDS: ReadonlySet<string> = new Set(["qubit", "bit", "input", "ctrl", "negctrl", "inv", "pow", "gphase"]);

/** Names that no parameter may have in a written file: keywords, functions, standard gates, those that are defined in the file, the register. */
export const RESERVED_WORDS: ReadonlySet<string> = new Set([
  ...UNSUPPORTED.keys(), ...VERSION_3_WORDS, ...CONSTANTS.keys(), ...FUNCTIONS.keys(),
  ...[BUILTINS[2], BUILTINS[3], ...[...STANDARD_FILES.values()].map(({ gates }) => gates)].flatMap((gates) => [...gates.keys()]),
  ...["OPENQASM", "include", "qreg", "creg", "gate", "measure", "barrier", "case", "default", "in", "readonly", "mutable", "void"],
  ...["true", "false", "im", "popcount", "rotl", "rotr", "durationof", "sizeof", "real", "imag", "ryy", "rbs", "q"],
]); // prettier-ignore
