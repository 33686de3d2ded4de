// Each client with the notebooks: `{ client, passed, failed, words, complaints }`, the words being the client's own count.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { FAILING, PLAN } from "./notebooks.mjs";

const file = (name) => fileURLToPath(new URL(name, import.meta.url));

function output(command, args, env) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (chunk) => (text += chunk));
    child.once("error", (error) => resolve(String(error)));
    child.once("close", () => resolve(text));
  });
}

/** nbclient and papermill, each a Python script that runs good and failing notebooks. */
export async function runScript(client, { bin, env }, notebooks) {
  const { good, failing } = PLAN[client];
  const plan = [...good.map((name) => ["good", name, null]), ...failing.map((name) => ["failing", name, FAILING[name].says])];
  const text = await output(join(bin, "python"), [file("clients.py"), client, notebooks, JSON.stringify(plan)], env);
  const words = /(\d+) passed, (\d+) failed\s*$/.exec(text);
  if (words === null) return { client, passed: 0, failed: 1, words: "ended without a count", complaints: text };
  return {
    client,
    passed: Number(words[1]),
    failed: Number(words[2]),
    words: words[0].trim(),
    complaints: text.slice(0, words.index).trim(),
  };
}

/** One pytest run: counts of test cases from its report, and its last line. */
async function pytest({ bin, env }, report, args, kernel) {
  const text = await output(join(bin, "python"), ["-m", "pytest", "-q", "-p", "no:cacheprovider", `--junitxml=${report}`, ...args], {
    ...env,
    KERNEL_NAME: kernel,
  });
  const suite = readFileSync(report, "utf8");
  const count = (name) => Number(new RegExp(`<testsuite [^>]*\\b${name}="(\\d+)"`).exec(suite)?.[1] ?? 0);
  const failed = count("failures") + count("errors");
  const brokenNotebooks = Object.keys(FAILING).filter((name) => new RegExp(`FAILED \\S*${name}\\.ipynb|${name}::ipynb`).test(text));
  return { passed: count("tests") - failed - count("skipped"), failed, words: text.trim().split("\n").at(-1), text, brokenNotebooks };
}

/** nbmake and nbval: pytest plugins; the good notebooks pass, and each failing one fails. */
export async function runPlugin(client, python, notebooks, options) {
  const files = (kind) => PLAN[client][kind].map((name) => join(notebooks, kind, `${name}.ipynb`));
  const good = await pytest(python, join(notebooks, `${client}-good.xml`), [...options, ...files("good")]);
  const bad = await pytest(python, join(notebooks, `${client}-failing.xml`), [...options, ...files("failing")]);
  const missed = PLAN[client].failing.filter((name) => !bad.brokenNotebooks.includes(name));
  const complaints = [good.failed > 0 ? good.text : "", missed.length > 0 ? `not failed: ${missed.join(", ")}\n${bad.text}` : ""]
    .join("\n")
    .trim();
  return {
    client,
    passed: good.passed + bad.brokenNotebooks.length,
    failed: good.failed + missed.length + (good.passed === 0 ? 1 : 0),
    words: `${good.words}; notebooks that must fail: ${bad.words}`,
    complaints,
  };
}

/** jupyter_kernel_test. */
export async function runSuite(python, folder) {
  const { passed, failed, words, text } = await pytest(python, join(folder, "suite.xml"), [file("test_kernel.py")], python.kernel);
  return { client: "jupyter_kernel_test", passed, failed: failed + (passed === 0 ? 1 : 0), words, complaints: failed > 0 ? text : "" };
}
