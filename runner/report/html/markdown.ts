import mathPlugin from "@vscode/markdown-it-katex";
import highlight from "highlight.js/lib/core";
import typescript from "highlight.js/lib/languages/typescript";
import MarkdownIt from "markdown-it";

highlight.registerLanguage("typescript", typescript);

// MathML is drawn by the browser itself: no style sheet and no fonts to bring along.
const markdown = new MarkdownIt({
  html: true,
  highlight: (code, language) => (/^(ts|typescript|js|javascript)$/.test(language) ? codeHtml(code) : ""),
}).use(mathPlugin, { output: "mathml", throwOnError: false });

/** A text cell as HTML; pictures that the notebook carries (`attachment:NAME`) become part of it. */
export function markdownHtml(source: string, attachments: unknown): string {
  const pictures = (attachments ?? {}) as Readonly<Record<string, Readonly<Record<string, string>>>>;
  const linked = source.replace(/attachment:([^\s)"']+)/g, (whole, name: string) => {
    const [type, data] = Object.entries(pictures[name] ?? {})[0] ?? [];
    return type === undefined ? whole : `data:${type};base64,${data}`;
  });
  return markdown.render(linked);
}

/** TypeScript with its words coloured. */
export function codeHtml(code: string): string {
  return highlight.highlight(code, { language: "typescript" }).value;
}
