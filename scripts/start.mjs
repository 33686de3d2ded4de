// npm start: builds when there is no build yet, then reproduces what the project has to show.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const run = (...args) => spawnSync(process.execPath, args, { stdio: "inherit" }).status ?? 1;
if (!existsSync("dist/src/cli/start.js") && run("scripts/build.mjs") !== 0) process.exit(1);
process.exit(run("dist/src/cli/start.js", ...process.argv.slice(2)));
