import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect, it } from "vitest";
import { allZ, circuit, getEngine, param } from "quantum-attention";
import { packageRoot } from "../../../src/core/packageRoot";
import { openSession } from "../../../src/figures/export/browserSession";

const built = join(packageRoot(), "dist", "src");

/** The built modules that `entries` reach, as one script that defines `load(path)`; Node's own modules are empty objects. */
function bundled(entries: readonly string[]): string {
  const modules = new Map<string, string>();
  const waiting = entries.map((entry) => join(built, entry));
  for (let file = waiting.pop(); file; file = waiting.pop()) {
    const path = `./${relative(built, file).replaceAll("\\", "/")}`;
    if (modules.has(path)) continue;
    const text = readFileSync(file, "utf8").replaceAll(/require\("(\.[^"]*)"\)/g, (_, request: string) => {
      const target = join(dirname(file), `${request}.js`);
      waiting.push(target);
      return `load("./${relative(built, target).replaceAll("\\", "/")}")`;
    });
    modules.set(path, `(exports, module) => {${text}\n}`);
  }
  const table = [...modules].map(([path, text]) => `${JSON.stringify(path)}: ${text}`).join(",\n");
  return `const require = (name) => { if (name.startsWith("node:")) return {}; throw new Error(name + " is not for a browser"); };
    const [known, modules] = [{}, {${table}}];
    function load(path) {
      if (known[path]) return known[path].exports;
      known[path] = { exports: {} };
      modules[path](known[path].exports, known[path]);
      return known[path].exports;
    }`;
}

it("gives the same bytes in a browser as in Node", async () => {
  const angles = Array.from({ length: 30 }, (_, i) => Math.fround(Math.sin(7 * i) * 3));
  const weights = Array.from({ length: 20 }, (_, i) => Math.fround(Math.cos(3 * i)));
  const c = circuit(2).ry(param("a"), 0).rz(param("b"), 1).h(1).cnot(0, 1).rx(param("c"), 1);
  const params = { batchSize: 10, perRow: Float32Array.from(angles), shared: new Float32Array(0) };
  const here = getEngine("simd").compile(c).expvalVjp(params, allZ(2), Float32Array.from(weights));
  const session = await openSession("flat");
  try {
    await session.page.addScriptTag({ content: bundled(["simulator/engines.js", "circuit/circuit.js", "circuit/parameter.js", "circuit/observable.js", "simulator/engine/threads.js"]) }); // prettier-ignore
    const there = await session.page.evaluate(`(() => {
      const { circuit } = load("./circuit/circuit.js"), { param } = load("./circuit/parameter.js"), { allZ } = load("./circuit/observable.js");
      load("./simulator/engine/threads.js").setEngineThreads(1);
      const c = circuit(2).ry(param("a"), 0).rz(param("b"), 1).h(1).cnot(0, 1).rx(param("c"), 1);
      const params = { batchSize: 10, perRow: Float32Array.from(${JSON.stringify(angles)}), shared: new Float32Array(0) };
      const { values, gradients } = load("./simulator/engines.js").getEngine("simd").compile(c).expvalVjp(params, allZ(2), Float32Array.from(${JSON.stringify(weights)}));
      return [Array.from(values), Array.from(gradients.perRow)];
    })()`);
    expect(there).toEqual([Array.from(here.values), Array.from(here.gradients.perRow)]);
  } finally {
    await session.kill();
  }
});
