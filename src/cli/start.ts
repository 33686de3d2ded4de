import { join } from "node:path";
import { parseArgs } from "node:util";
import { ArgumentError } from "../core/errors";
import type { ComparisonConfig } from "../experiments/comparisonResult";
import { compareAndSave } from "./compareAndSave";
import { errorText, exitCodeOf } from "./exitCode";

const HELP = `npm start: reproduces what the project has to show into figures/

  npm start                             everything at full size, into figures/
  npm start -- --smoke --out DIR        the same steps at a small size, into DIR only

Also: npx quantum-attention COMMAND --help`;

const SMOKE: Partial<ComparisonConfig> = { nSeeds: 2, epochs: 1 };

/** Runs every study that the project shows, one after another. */
async function start(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { smoke: { type: "boolean", default: false }, out: { type: "string" }, help: { type: "boolean", short: "h", default: false } },
  });
  if (values.help) return void process.stdout.write(`${HELP}\n`);
  if (values.smoke && values.out === undefined)
    throw new ArgumentError("npm start: --smoke never writes into figures/; name a folder with --out DIR");
  const out = values.out ?? join(process.cwd(), "figures");
  const size = values.smoke ? SMOKE : {};
  for (const task of ["synthetic", "sentences"] as const) {
    const { text } = await compareAndSave({ task, ...size }, { out, ...(values.smoke ? { note: "smoke size: not a finding" } : {}) });
    process.stdout.write(`${text}\n\n`);
  }
  process.stdout.write(`figures are in ${out}\n`);
}

start(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${errorText(error)}\n`);
  process.exitCode = exitCodeOf(error);
});
