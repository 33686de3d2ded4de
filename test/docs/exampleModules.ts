import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import type { CodeBlock } from "./codeBlocks";

/** An example as a module of its own. */
export interface ExampleModule extends CodeBlock {
  readonly path: string;
}

/** A name that `src/index.ts` exports, with what its doc comment has. */
export interface PublicName {
  readonly name: string;
  readonly text: string;
  readonly hasExample: boolean;
}

export function publicNames(root: string): PublicName[] {
  const index = join(root, "src/index.ts");
  const program = ts.createProgram([index], compilerOptions(root));
  const checker = program.getTypeChecker();
  return checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(index)!)!).map((symbol) => {
    const { name } = symbol;
    const declared = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    const text = ts.displayPartsToString(declared.getDocumentationComment(checker));
    return { name, text, hasExample: declared.getJsDocTags().some((tag) => tag.name === "example") };
  });
}

/** As the package is compiled, but as ES modules: an example may await at its top level. */
function compilerOptions(root: string): ts.CompilerOptions {
  const config = ts.readConfigFile(join(root, "tsconfig.json"), (path) => ts.sys.readFile(path)).config as { compilerOptions: object };
  const { options } = ts.convertCompilerOptionsFromJson({ ...config.compilerOptions, noUnusedLocals: false }, root);
  return { ...options, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, noEmit: true };
}

/** Writes each example with the imports that it leaves implied into `folder`, which is emptied first. */
export function writeExampleModules(folder: string, blocks: readonly CodeBlock[], names: ReadonlySet<string>): ExampleModule[] {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return blocks.map((block) => {
    const path = join(folder, `${block.where.replace(/[^\w]+/g, "-")}.ts`);
    const used = impliedNames(block.text, names);
    const imports = used.length === 0 ? "" : `import { ${used.join(", ")} } from "quantum-attention"; `;
    writeFileSync(path, `${imports}export {};\n${block.text}\n`);
    return { ...block, path };
  });
}

/** Public names that the code uses and neither imports nor declares. */
function impliedNames(text: string, names: ReadonlySet<string>): string[] {
  const used = new Set<string>();
  const own = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const { parent } = node;
      const isMember =
        (ts.isPropertyAccessExpression(parent) && parent.name === node) || (ts.isPropertyAssignment(parent) && parent.name === node);
      const declares =
        (ts.isVariableDeclaration(parent) || ts.isBindingElement(parent) || ts.isParameter(parent) || ts.isFunctionDeclaration(parent)) &&
        parent.name === node;
      if (declares || ts.isImportSpecifier(parent) || ts.isNamespaceImport(parent) || ts.isImportClause(parent)) own.add(node.text);
      else if (!isMember) used.add(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("example.ts", text, ts.ScriptTarget.ES2022, true));
  return [...used].filter((name) => names.has(name) && !own.has(name)).sort();
}

/** The compiler's complaints about the examples, by the place of each example. */
export function typeErrors(root: string, modules: readonly ExampleModule[]): string[] {
  const program = ts.createProgram(
    modules.map(({ path }) => path),
    compilerOptions(root),
  );
  return modules.flatMap(({ path, where }) => {
    const file = program.getSourceFile(path)!;
    const diagnostics = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
    return diagnostics.map(({ messageText, start }) => {
      const line = file.getLineAndCharacterOfPosition(start ?? 0).line;
      return `${where}, its line ${line}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
    });
  });
}
