// Drives the kernel with Jupyter's own clients, in a virtual environment made here, and says what each of them counted.
// --without-python leaves all of it out; --counts=FILE also writes { passed, failed } there.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runPlugin, runScript, runSuite } from "./conformance/clients.mjs";
import { pythonEnvironment } from "./conformance/environment.mjs";
import { runJupyterLab } from "./conformance/jupyterLab.mjs";
import { writeNotebooks } from "./conformance/notebooks.mjs";
import { option } from "./run.mjs";

async function main() {
  const began = performance.now();
  const seconds = () => `${((performance.now() - began) / 1000).toFixed(0)} s`;
  const python = pythonEnvironment();
  console.log(`virtual environment ready after ${seconds()}`);
  const folder = mkdtempSync(join(tmpdir(), "conformance-"));
  const results = [];
  const report = (result) => {
    results.push(result);
    const { client, passed, failed, words, complaints } = result;
    console.log(
      `${client}: ${passed} passed, ${failed} failed (its own words: ${words})${failed > 0 && complaints ? `\n${complaints}` : ""}`,
    );
  };
  try {
    writeNotebooks(folder, python.kernel);
    const one = async () => {
      report(await runScript("nbclient", python, folder));
      report(await runPlugin("nbval", python, folder, ["--nbval"]));
      report(await runPlugin("nbmake", python, folder, ["--nbmake"]));
    };
    const other = async () => {
      report(await runSuite(python, folder));
      report(await runScript("papermill", python, folder));
      report(await runJupyterLab(python));
    };
    await Promise.all([one(), other()]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(`all clients after ${seconds()}`);
  return results;
}

if (option("without-python")) {
  console.log("nbclient, papermill, nbmake, nbval, jupyter_kernel_test and JupyterLab were left out by --without-python");
  console.log("0 passed, 0 failed");
} else {
  const results = await main();
  const total = (name) => results.reduce((sum, result) => sum + result[name], 0);
  const [passed, failed] = [total("passed"), total("failed")];
  const counts = option("counts");
  if (typeof counts === "string") writeFileSync(counts, JSON.stringify({ passed, failed }));
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}
