import { Command } from "commander";
import { installKernelspec } from "../../runner/kernel/installKernelspec";
import { command } from "./commandLine";

/** `kernel install`: makes the TypeScript kernel known to Jupyter. */
export const kernelCommand = (): Command =>
  new Command("kernel")
    .description("the TypeScript notebook kernel")
    .addHelpText("after", "\nExamples:\n  $ npx quantum-attention kernel install --user")
    .addCommand(
      command(
        "install",
        "write the kernelspec, so that JupyterLab, VS Code, nbclient and others find the TypeScript kernel",
        ["kernel install", "kernel install --user", "kernel install --prefix .venv"],
        (c) =>
          c.option("--user", "for this user (the default)").option("--prefix <dir>", "below this prefix, such as a virtual environment"),
        (_, options) => {
          const { user, prefix } = options as { user?: boolean; prefix?: string };
          const { name, folder } = installKernelspec({
            ...(user === undefined ? {} : { user }),
            ...(prefix === undefined ? {} : { prefix }),
          });
          return Promise.resolve({ json: { name, folder }, text: `installed the kernel ${name} in ${folder}` });
        },
      ),
    );
