/** A node of tslab's TypeScript, as far as it is looked at here. */
interface Node {
  readonly parent?: Node;
  readonly name?: Node;
  readonly text?: string;
  readonly objectAssignmentInitializer?: Node;
}
type Visitor = (node: Node) => Node;
type Transformer = (context: object) => Visitor;

interface Checker {
  getSymbolAtLocation: (node: Node) => unknown;
  getShorthandAssignmentValueSymbol: (node: Node) => unknown;
}

/** A program as tslab's converter emits it. */
export interface Builder {
  getProgram(): { getTypeChecker(): Checker };
  emit: (file: unknown, write: unknown, token: unknown, onlyDeclarations: unknown, transformers?: { before?: Transformer[] }) => unknown;
}

/** What the rewriting needs of tslab's TypeScript. */
export interface RewritingTypeScript {
  readonly factory: {
    createIdentifier(text: string): Node;
    createPropertyAssignment(name: Node, value: Node): Node;
  };
  isShorthandPropertyAssignment(node: Node): boolean;
  setOriginalNode(node: Node, original: Node): Node;
  getParseTreeNode(node: Node): Node | undefined;
  visitEachChild(node: Node, visitor: Visitor, context: object): Node;
}

/**
 * Writes `{ a }` as `{ a: a }` before a cell is emitted: tslab rewrites names of earlier cells, and in the short form it takes the
 * property's name for all there is and forgets the variable ("a is not defined").
 */
export function expandShorthandProperties(ts: RewritingTypeScript, builder: Builder): Builder {
  const emit = builder.emit.bind(builder);
  const before: Transformer = (context) => {
    const visit: Visitor = (node) => {
      if (!ts.isShorthandPropertyAssignment(node) || node.objectAssignmentInitializer) return ts.visitEachChild(node, visit, context);
      const value = ts.setOriginalNode(ts.factory.createIdentifier(node.name!.text!), node.name!);
      return ts.factory.createPropertyAssignment(ts.factory.createIdentifier(node.name!.text!), value);
    };
    return visit;
  };
  builder.emit = (file, write, token, onlyDeclarations, transformers) => {
    nameVariables(ts, builder.getProgram().getTypeChecker());
    return emit(file, write, token, onlyDeclarations, { ...transformers, before: [before, ...(transformers?.before ?? [])] });
  };
  return builder;
}

const named = new WeakSet<Checker>();

/** The symbol of a name in the short form is its variable's, as tslab's rewriting expects. */
function nameVariables(ts: RewritingTypeScript, checker: Checker): void {
  if (named.has(checker)) return;
  named.add(checker);
  const symbolAt = checker.getSymbolAtLocation.bind(checker);
  checker.getSymbolAtLocation = (node) => {
    const parsed = ts.getParseTreeNode(node);
    const property = parsed?.parent;
    const isName = property !== undefined && ts.isShorthandPropertyAssignment(property) && property.name === parsed;
    return isName ? checker.getShorthandAssignmentValueSymbol(property) : symbolAt(node);
  };
}
