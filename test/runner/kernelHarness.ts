import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { Kernel, kernelCommand, type ErrorOutput, type ExecuteOptions, type KernelOptions, type Output } from "../../runner/index";

const kernels = new Set<Kernel>();
const folders: string[] = [];

/** A folder outside of this package, removed after the tests. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "notebooks-"));
  folders.push(folder);
  return folder;
}

/** A kernel in an empty folder, ended after the tests of the file. */
export async function startTestKernel(options: Partial<KernelOptions> = {}): Promise<Kernel> {
  const kernel = await Kernel.start({ command: kernelCommand(), cwd: emptyFolder(), ...options });
  kernels.add(kernel);
  return kernel;
}

afterAll(async () => {
  for (const kernel of kernels) kernel.kill();
  await Promise.all([...kernels].map((kernel) => kernel.exited));
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Text of one stream, or of the value. */
export const textOf = (outputs: readonly Output[], name: "stdout" | "stderr"): string =>
  outputs.map((output) => (output.output_type === "stream" && output.name === name ? output.text : "")).join("");

/** The text of a cell's last expression. */
export function valueOf(outputs: readonly Output[]): unknown {
  const result = outputs.find((output) => output.output_type === "execute_result");
  return result?.output_type === "execute_result" ? result.data["text/plain"] : undefined;
}

/** Runs a cell that must fail, and gives the error under it. */
export async function failureOf(kernel: Kernel, code: string, options: ExecuteOptions = {}): Promise<ErrorOutput> {
  const { outputs, error } = await kernel.execute(code, options);
  const shown = outputs.filter((output) => output.output_type === "error");
  if (shown.length !== 1 || error === null)
    throw new Error(`one error expected under the cell and in the reply, got ${JSON.stringify(outputs)}`);
  if (shown[0]!.evalue !== error.evalue) throw new Error(`the cell shows "${shown[0]!.evalue}", the reply says "${error.evalue}"`);
  return error;
}
