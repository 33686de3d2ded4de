import type { BrowserServer, Page } from "playwright-core";
import { EnvironmentError } from "../../core/errors";
import { findBrowsers, HOW_TO_GET_A_BROWSER, type BrowserChoice } from "./browser";
import { browserFlags, type DrawingMode } from "./browserFlags";
import { PAGE_SCRIPT } from "./pageScript";

const START_TIMEOUT_MS = 60_000;

/** A started browser with one page in which plotly is loaded; it reaches no network. */
export interface BrowserSession {
  readonly source: BrowserChoice["source"];
  readonly version: string;
  readonly page: Page;
  /** Ends the browser at once, also when its page hangs. */
  kill(): Promise<void>;
}

/**
 * Starts the first browser of `findBrowsers()` that starts, and loads plotly into a page of it.
 *
 * @throws EnvironmentError when there is none, or none starts; the message has each one's reason.
 */
export async function openSession(mode: DrawingMode): Promise<BrowserSession> {
  const failures: string[] = [];
  for (const choice of findBrowsers()) {
    try {
      return await startSession(choice, mode);
    } catch (error) {
      failures.push(`${choice.where}: ${(error as Error).message.split("\n").slice(0, 3).join(" ")}`);
    }
  }
  const got = failures.length === 0 ? "none was found" : `none starts (${failures.join("; ")})`;
  throw new EnvironmentError(`openSession: a picture needs a browser, ${got}; ${HOW_TO_GET_A_BROWSER}`, { failures });
}

async function startSession(choice: BrowserChoice, mode: DrawingMode): Promise<BrowserSession> {
  const { chromium } = await import("playwright-core");
  const { executablePath, env } = choice.prepare();
  const server = await chromium.launchServer({
    executablePath,
    args: browserFlags(mode, choice.source === "bundled"),
    env: { ...process.env, ...env },
    host: "127.0.0.1",
    timeout: START_TIMEOUT_MS,
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  try {
    const browser = await chromium.connect(server.wsEndpoint(), { timeout: START_TIMEOUT_MS });
    const context = await browser.newContext({ offline: true, serviceWorkers: "block", deviceScaleFactor: 1 });
    const page = await context.newPage();
    await page.setContent('<!doctype html><meta charset="utf-8"><body style="margin:0;background:#fff"></body>');
    await page.addScriptTag({ content: PAGE_SCRIPT });
    await page.addScriptTag({ path: require.resolve("plotly.js-dist") });
    return { source: choice.source, version: browser.version(), page, kill: () => endServer(server) };
  } catch (error) {
    await endServer(server);
    throw error;
  }
}

async function endServer(server: BrowserServer): Promise<void> {
  await server.kill();
}
