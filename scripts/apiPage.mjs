// Writes docs/api.md: what the package exports, room by room, with the first sentence of each doc comment. Part of the build.
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const PAGE = "docs/api.md";
const ROOMS = [
  ["core", "Errors, random numbers, progress"],
  ["circuit", "Circuits: gates, parameters, observables, drawing, OpenQASM"],
  ["ansatz", "Ansätze and data embeddings: functions that return circuits"],
  ["simulator", "Simulators: states, expectation values, samples"],
  ["gradient", "Gradients and the ledger of circuits and shots"],
  ["audit", "Audits: expressibility, entanglement, barren plateaus, …"],
  ["layers", "TensorFlow.js layers and operations"],
  ["attention", "Attention mechanisms"],
  ["transformer", "Transformers, presets, twins"],
  ["training", "Training"],
  ["statistics", "Statistics"],
  ["data", "Data"],
  ["figures", "Figures"],
  ["notebook", "Notebooks"],
  ["experiments", "Experiments"],
];

const parse = (file) => ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);

/** The declarations of a module by name: { text, isType }. */
function declarations(file) {
  const found = new Map();
  parse(file).forEachChild((node) => {
    const isType = ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node);
    if (ts.isVariableStatement(node))
      for (const { name } of node.declarationList.declarations)
        found.set(name.getText(), { text: sentence(node), isType, isExported: isExported(node) });
    else if (node.name && !found.get(node.name.text)?.text)
      found.set(node.name.text, { text: sentence(node), isType, isExported: isExported(node) });
  });
  return found;
}

const isExported = (node) => node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;

/** The first sentence of a declaration's doc comment, in one line. */
function sentence(node) {
  const [doc] = ts.getJSDocCommentsAndTags(node);
  const text = doc === undefined ? "" : (ts.getTextOfJSDocComment(doc.comment) ?? "");
  const [first] = text.split(/\n\s*\n/);
  return first
    .replace(/\s+/g, " ")
    .replace(/(?<=[^.][.:!?])\s(?=[A-ZÄÖÜ⟨|]).*$/, "")
    .replaceAll("|", "\\|")
    .trim();
}

/** What src/index.ts exports: { name, room, text, isType }. */
function exported() {
  const rows = [];
  for (const node of parse("src/index.ts").statements.filter(ts.isExportDeclaration)) {
    const path = node.moduleSpecifier.text;
    const file = [`src/${path}.ts`, `src/${path}/index.ts`].map((each) => join(each)).find(existsSync);
    const found = declarations(file);
    const names = node.exportClause?.elements.map((each) => ({ name: each.name.text, from: (each.propertyName ?? each.name).text }));
    for (const { name, from } of names ??
      [...found]
        .filter(([, { isType, isExported }]) => isExported && (isType || !node.isTypeOnly))
        .map(([each]) => ({ name: each, from: each }))) {
      rows.push({ name, room: path.split("/")[1], text: "", isType: false, ...found.get(from) });
    }
  }
  return rows;
}

/** Writes the page when it would change. */
export function writeApiPage() {
  const rows = exported();
  const unknown = rows.filter(({ room }) => !ROOMS.some(([name]) => name === room));
  if (unknown.length > 0)
    throw new Error(`apiPage: no heading for the room of ${unknown.map(({ name }) => name).join(", ")}; add one to ROOMS`);
  const page = [
    "# What the package exports",
    "",
    "Written by the build from `src/index.ts` and the doc comments. Each name's own comment has formula, shapes, errors, source and an example",
    "that is run as a test; editors show it, and it stands in `dist/src/**/*.d.ts`.",
  ];
  for (const [room, title] of ROOMS) {
    const own = rows.filter((row) => row.room === room).sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
    const values = own.filter(({ isType }) => !isType);
    const types = own.filter(({ isType }) => isType);
    if (own.length > 0) page.push("", `## ${title}`, "");
    if (values.length > 0) page.push("| name | |", "| --- | --- |", ...values.map(({ name, text }) => `| \`${name}\` | ${text} |`));
    if (types.length > 0) page.push("", `Types: ${types.map(({ name }) => `\`${name}\``).join(", ")}.`);
  }
  const text = `${page.join("\n")}\n`;
  if (existsSync(PAGE) && readFileSync(PAGE, "utf8") === text) return;
  writeFileSync(`${PAGE}.tmp`, text);
  renameSync(`${PAGE}.tmp`, PAGE);
}
