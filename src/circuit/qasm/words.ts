/** Statements of OpenQASM that a circuit cannot hold, with the words that name them in an error. */
export const UNSUPPORTED: ReadonlyMap<string, string> = new Map(Object.entries({
  reset: "reset", if: "conditional (if)", else: "conditional (else)", for: "loop (for)", while: "loop (while)", def: "subroutine (def)",
  defcal: "calibration (defcal)", cal: "calibration (cal)", defcalgrammar: "calibration grammar", opaque: "opaque gate", box: "box", delay: "delay",
  stretch: "timing (stretch)", duration: "timing (duration)", let: "alias (let)", extern: "extern", return: "return", switch: "switch",
  output: "output variable", break: "loop control", continue: "loop control", end: "end", pragma: "pragma", array: "array", const: "constant declaration",
  int: "classical variable (int)", uint: "classical variable (uint)", float: "classical variable (float)", angle: "classical variable (angle)",
  bool: "classical variable (bool)", complex: "classical variable (complex)", nop: "nop",
})); // prettier-ignore

/** Words that no parameter may be called in a written file. */
export const RESERVED_WORDS: ReadonlySet<string> = new Set([
  ...UNSUPPORTED.keys(),
  ...["OPENQASM", "include", "input", "qubit", "qreg", "bit", "creg", "gate", "measure", "barrier", "ctrl", "negctrl", "inv", "pow", "gphase"],
  ...["pi", "tau", "euler", "sin", "cos", "tan", "exp", "ln", "log", "sqrt", "arcsin", "arccos", "arctan", "mod", "floor", "ceiling", "popcount"],
  ...["U", "CX", "id", "x", "y", "z", "h", "s", "sdg", "t", "tdg", "sx", "sxdg", "rx", "ry", "rz", "p", "u", "u0", "u1", "u2", "u3", "phase", "cphase"],
  ...["cx", "cy", "cz", "ch", "cp", "cu1", "cu3", "cu", "crx", "cry", "crz", "csx", "swap", "cswap", "ccx", "rxx", "ryy", "rzz", "rbs"],
  ...["rccx", "rc3x", "c3x", "c3sqrtx", "c4x", "q", "in", "true", "false", "im", "durationof", "sizeof", "real", "imag", "creg"],
]); // prettier-ignore
