/** The page's look: a reading column, wider code and outputs, figures and tables that scroll by themselves, states by colour and by word. */
export const STYLE = `
:root { --ink: #1c2330; --soft: #5b6675; --line: #d9dee6; --paper: #fff; --shade: #f6f8fa; --bad: #b3261e; --good: #1a7f37; --warn: #9a6700; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem 5rem; max-width: 70rem; color: var(--ink); background: var(--paper);
  font: 16px/1.6 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; }
h1, h2, h3 { line-height: 1.25; } h1 { font-size: 1.7rem; } section > h2 { font-size: 1.25rem; margin-top: 3.5rem; padding-bottom: .4rem; border-bottom: 2px solid var(--line); }
small { color: var(--soft); font-weight: normal; } a { color: #0550ae; }
table { border-collapse: collapse; margin: 1rem 0; } th, td { padding: .3rem .8rem; border-bottom: 1px solid var(--line); text-align: left; }
td.number, .html td { text-align: right; font-variant-numeric: tabular-nums; } .html td { white-space: nowrap; }
.html table { font-size: .8rem; line-height: 1.45; } .html th, .html td { padding: .25rem .6rem; }
pre, code { font: 13.5px/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
pre { margin: .4rem 0; padding: .7rem .9rem; overflow: auto; max-height: 32rem; border-radius: 6px; }
.text { margin: 1.2rem 0; max-width: 59rem; } .text pre, pre.code, pre.raw { background: var(--shade); border: 1px solid var(--line); } .text img, .outputs img { max-width: 100%; height: auto; }
.cell { margin: 1.2rem 0; position: relative; } .count { position: absolute; left: -3.2rem; top: .8rem; width: 2.8rem; text-align: right; color: var(--soft); font: 12px ui-monospace, monospace; }
@media (max-width: 73rem) { .count { position: static; } }
.cell.failed > pre.code { border-color: var(--bad); border-left-width: 4px; }
.tag { margin-right: .4rem; padding: 0 .5rem; border-radius: 9px; background: var(--line); font-size: .75rem; }
.outputs { padding-left: .9rem; border-left: 3px solid var(--line); } .outputs pre { background: none; padding-left: 0; } .figure, .html { overflow-x: auto; }
pre.stream { white-space: pre-wrap; } .stderr { color: var(--warn); } pre.error, .note, .reason { color: var(--bad); } .note { font-weight: 600; }
.badge { padding: .1rem .6rem; border-radius: 1rem; font-size: .8rem; color: #fff; background: var(--soft); vertical-align: .15em; }
.badge.passed { background: var(--good); } .badge.failed, .badge.kernel-not-started { background: var(--bad); } .badge.flaky, .badge.interrupted { background: var(--warn); }
.hljs-keyword, .hljs-built_in, .hljs-literal { color: #a626a4; } .hljs-string, .hljs-template-variable { color: #2a7a2c; } .hljs-number { color: #9a5b00; }
.hljs-comment { color: #6a737d; font-style: italic; } .hljs-title, .hljs-type { color: #2457c5; } .hljs-attr, .hljs-property { color: #8a3ffc; }
`;
