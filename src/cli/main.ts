import { Command, CommanderError } from "commander";
import { ArgumentError } from "../core/errors";
import { packageVersion } from "../core/packageRoot";
import { compareCommand } from "./compareCommand";
import { doctorCommand } from "./doctorCommand";
import { drawCommand } from "./drawCommand";
import { errorJson, EXIT } from "./exitCode";
import { expvalCommand } from "./expvalCommand";
import { kernelCommand } from "./kernelCommand";
import { mechanismsCommand } from "./mechanismsCommand";
import { replayCommand } from "./replayCommand";
import { runCommand } from "./runCommand";
import { trainCommand } from "./trainCommand";
import { trialCommand } from "./trialCommand";

const EXAMPLES = `
Examples:
  $ npx quantum-attention compare --seeds 10
  $ npx quantum-attention expval bell.qasm --observables ZZ,XX --json
  $ npx quantum-attention COMMAND --help

Results go to standard output, progress and notes to standard error.
Exit codes: 0 done, 1 ran and failed, 2 wrong usage or bad input file, 3 something missing in the environment, 130 interrupted.`;

function program(): Command {
  const root = new Command("quantum-attention")
    .description(
      "A hybrid quantum-classical transformer laboratory: circuits, gradients, quantum embeddings and attention, fair comparisons.",
    )
    .version(packageVersion())
    .addHelpText("after", EXAMPLES);
  for (const command of [
    compareCommand(),
    trainCommand(),
    replayCommand(),
    mechanismsCommand(),
    trialCommand(),
    expvalCommand(),
    drawCommand(),
    kernelCommand(),
    runCommand(),
    doctorCommand(),
  ])
    root.addCommand(command);
  const strict = (command: Command): void => {
    command.exitOverride();
    command.commands.forEach(strict);
  };
  strict(root);
  return root;
}

async function main(): Promise<void> {
  try {
    await program().parseAsync(process.argv);
  } catch (error) {
    if (!(error instanceof CommanderError) && !(error instanceof ArgumentError)) throw error;
    const shown = error instanceof CommanderError && error.exitCode === 0;
    if (error instanceof ArgumentError) process.stderr.write(`${error.name}: ${error.message}\n`);
    if (!shown && process.argv.includes("--json")) {
      const named = error instanceof CommanderError ? new ArgumentError(error.message.replace(/^error: /, "")) : error;
      process.stdout.write(`${JSON.stringify(errorJson(named))}\n`);
    }
    process.exitCode = shown ? EXIT.done : EXIT.usage;
  }
}

/** A reader that has seen enough, such as `head`, is no failure. */
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

void main();
