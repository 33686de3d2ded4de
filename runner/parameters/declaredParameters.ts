import ts from "typescript";

/** A variable that the parameters cell declares: what a run may set. */
export interface DeclaredParameter {
  readonly name: string;
  readonly keyword: "const" | "let" | "var";
  /** Its TypeScript type: the annotation, or what the compiler infers from the value (`10` → `number`). */
  readonly type: string;
}

const CELL = "/parameters.ts";
const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2022.d.ts"],
  types: [],
  strict: true,
  noEmit: true,
  skipLibCheck: true,
};

/** The compiler's own declarations, parsed once. */
const library = new Map<string, ts.SourceFile | undefined>();

/** A program of this one file; nothing else is read but the compiler's own library. */
function compile(source: string): { file: ts.SourceFile; program: ts.Program } {
  const host = ts.createCompilerHost(OPTIONS);
  const file = ts.createSourceFile(CELL, source, ts.ScriptTarget.ES2022, true);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...rest) => {
    if (name === CELL) return file;
    if (!library.has(name)) library.set(name, read(name, ...rest));
    return library.get(name);
  };
  const program = ts.createProgram([CELL], OPTIONS, host);
  return { file, program };
}

/** The variables that a parameters cell declares at its top level by a plain name. */
export function declaredParameters(cell: string): DeclaredParameter[] {
  const { file, program } = compile(cell);
  const checker = program.getTypeChecker();
  return file.statements.filter(ts.isVariableStatement).flatMap(({ declarationList }) => {
    const keyword = declarationList.flags & ts.NodeFlags.Const ? "const" : declarationList.flags & ts.NodeFlags.Let ? "let" : "var";
    return declarationList.declarations.flatMap(({ name, type, initializer }) => {
      if (!ts.isIdentifier(name)) return [];
      return [{ name: name.text, keyword, type: type?.getText(file) ?? inferredType(checker, initializer ?? name) }] as const;
    });
  });
}

function inferredType(checker: ts.TypeChecker, node: ts.Node): string {
  const type = checker.getTypeAtLocation(node);
  const widened = ts.isAsExpression(node) ? type : checker.getBaseTypeOfLiteralType(type);
  return checker.typeToString(checker.getWidenedType(widened), undefined, ts.TypeFormatFlags.NoTruncation);
}

/** Why these declarations are refused after that cell: the compiler's first complaint about them, or null. */
export function complaintAbout(cell: string, declarations: string): string | null {
  const head = `${cell}\n;{\n`;
  const { file, program } = compile(`${head}${declarations}\n}\n`);
  const complaint = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].find(
    ({ start }) => (start ?? 0) >= head.length,
  );
  return complaint === undefined ? null : ts.flattenDiagnosticMessageText(complaint.messageText, " ");
}
