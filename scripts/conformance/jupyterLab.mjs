// A real JupyterLab in headless Chromium: open a notebook with the installed kernel, Run All, look at the page and at the saved file.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { writeNotebook } from "./notebooks.mjs";

const require = createRequire(import.meta.url);
const TIMEOUT_MS = 120_000;

const NOTEBOOKS = {
  figure: [
    'import { display } from "quantum-attention";\nconst figure = { data: [{ x: [1, 2, 3], y: [2, 3, 1], name: "line" }], layout: { title: { text: "A line" } } };',
    "await display(figure);",
    'console.log("after the figure");',
  ],
  error: ["const nothing: any = null;\n'fine'", "await null;\nnothing.here;", "'must not run'"],
};

const SETTINGS = {
  "@jupyterlab/notebook-extension/tracker": { windowingMode: "none" },
  "@jupyterlab/apputils-extension/notification": { fetchNews: "false", checkForUpdates: false },
};

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

async function startLab({ bin, env }, folder) {
  for (const [name, setting] of Object.entries(SETTINGS)) {
    const file = join(folder, "settings", `${name}.jupyterlab-settings`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(setting));
  }
  const [port, token] = [await freePort(), "conformance"];
  const folders = {
    JUPYTERLAB_SETTINGS_DIR: join(folder, "settings"),
    JUPYTERLAB_WORKSPACES_DIR: join(folder, "workspaces"),
    JUPYTER_RUNTIME_DIR: join(folder, "runtime"),
    JUPYTER_CONFIG_DIR: join(folder, "config"),
    JUPYTER_DATA_DIR: join(folder, "data"),
  };
  const args = [
    "-m",
    "jupyterlab",
    "--no-browser",
    "--allow-root",
    `--ServerApp.port=${port}`,
    "--ServerApp.port_retries=0",
    `--IdentityProvider.token=${token}`,
    `--ServerApp.root_dir=${join(folder, "notebooks")}`,
    "--LabApp.extension_manager=readonly",
  ];
  const child = spawn(join(bin, "python"), args, { env: { ...process.env, ...env, ...folders }, stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (log += text));
  const gone = new Promise((resolve) => child.once("exit", resolve));
  const url = `http://127.0.0.1:${port}`;
  for (const until = Date.now() + TIMEOUT_MS; ; await pause(100)) {
    if (child.exitCode !== null || Date.now() > until) throw new Error(`JupyterLab did not start:\n${log.slice(-3000)}`);
    const status = await fetch(`${url}/api/status?token=${token}`).catch(() => null);
    if (status?.ok) break;
  }
  const stop = async () => {
    child.kill("SIGTERM");
    await gone;
  };
  return { page: (file) => `${url}/lab/tree/${file}?token=${token}&reset`, log: () => log, stop };
}

async function openBrowser() {
  const { chromium } = require("playwright-core");
  const { findBrowsers } = require("../../dist/src/figures/export/browser.js");
  const { browserFlags } = require("../../dist/src/figures/export/browserFlags.js");
  const [choice] = findBrowsers();
  if (choice === undefined) throw new Error("no browser was found; `npx quantum-attention doctor` says how to get one");
  const { executablePath, env } = choice.prepare();
  return chromium.launch({ executablePath, args: browserFlags("flat", choice.source === "bundled"), env: { ...process.env, ...env } });
}

/** Opens the notebook, runs all of its cells until `seen` is on the page, saves, and gives what stands in the file. */
async function runAll(page, lab, folder, name, seen) {
  await page.goto(lab.page(`${name}.ipynb`));
  await page.locator(".jp-KernelName", { hasText: "TypeScript" }).waitFor();
  await page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").waitFor();
  await page.locator(".lm-MenuBar-itemLabel", { hasText: /^Run$/ }).click();
  await page.locator('.lm-Menu-item[data-command="runmenu:run-all"]').click();
  await seen(page);
  const saved = page.waitForResponse(
    (response) => response.request().method() === "PUT" && response.url().includes(`/api/contents/${name}`),
  );
  await page.keyboard.press("Control+s");
  await saved;
  return JSON.parse(readFileSync(join(folder, "notebooks", `${name}.ipynb`), "utf8")).cells.map(({ outputs }) => outputs);
}

const cell = (page, number) => page.locator(`.jp-Notebook .jp-CodeCell >> nth=${number - 1}`);

const CHECKS = {
  async figure(page, lab, folder) {
    const outputs = await runAll(page, lab, folder, "figure", async () => {
      // The Plotly renderer shows the picture first and the live figure when the mouse comes by.
      const picture = cell(page, 2).locator(".jp-RenderedPlotly img");
      await picture.scrollIntoViewIfNeeded();
      const { x, y } = await picture.boundingBox();
      await page.mouse.move(x + 50, y + 20);
      await cell(page, 2).locator(".js-plotly-plot .main-svg").first().waitFor();
      await cell(page, 3).locator(".jp-OutputArea-output", { hasText: "after the figure" }).waitFor();
    });
    const kinds = Object.keys(outputs[1][0].data).sort().join();
    if (kinds !== "application/vnd.plotly.v1+json,image/png,text/plain") throw new Error(`the saved figure has ${kinds}`);
  },
  async error(page, lab, folder) {
    const outputs = await runAll(page, lab, folder, "error", () =>
      cell(page, 2).locator(".jp-OutputArea-output", { hasText: "TypeError" }).first().waitFor(),
    );
    const kinds = outputs.map((cellOutputs) => cellOutputs.map((output) => output.output_type).join()).join(" | ");
    if (kinds !== "execute_result | error | ") throw new Error(`the saved cells have ${kinds}`);
    if (!outputs[1][0].traceback.join("\n").includes("In [2], line 2")) throw new Error(`the traceback is ${outputs[1][0].traceback}`);
  },
};

/** Run All in JupyterLab: a figure is seen, an error stands under its own cell. */
export async function runJupyterLab(python) {
  const folder = mkdtempSync(join(tmpdir(), "lab-"));
  const complaints = [];
  let lab = null;
  let browser = null;
  try {
    for (const [name, cells] of Object.entries(NOTEBOOKS)) writeNotebook(join(folder, "notebooks", `${name}.ipynb`), python.kernel, cells);
    [lab, browser] = await Promise.all([startLab(python, folder), openBrowser()]);
    const page = await browser.newPage({ viewport: { width: 1200, height: 900 } }); // one for all: a single-process browser ends with its page
    page.setDefaultTimeout(TIMEOUT_MS);
    for (const [name, check] of Object.entries(CHECKS))
      await check(page, lab, folder).catch((error) => complaints.push(`${name}: ${error.message}\n${lab.log().slice(-1500)}`));
  } catch (error) {
    complaints.push(error.message);
  } finally {
    await browser?.close();
    await lab?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  const failed = complaints.length;
  const passed = Math.max(0, Object.keys(CHECKS).length - failed);
  return { client: "JupyterLab", passed, failed, words: "Run All in headless Chromium", complaints: complaints.join("\n") };
}
