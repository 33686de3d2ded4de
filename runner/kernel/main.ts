import { parseArgs } from "node:util";
import { readConnection } from "../protocol/connection";
import { KernelServer } from "./kernelServer";
import { watchParent } from "./parentWatch";

/** The kernel's command: `node main.js --connection-file FILE` (or the file alone). */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { "connection-file": { type: "string" }, "config-path": { type: "string" } },
    allowPositionals: true,
  });
  const file = values["connection-file"] ?? values["config-path"] ?? positionals[0];
  if (file === undefined) throw new Error("kernel: --connection-file is missing; a Jupyter client passes it");
  const server = new KernelServer(readConnection(file), (code) => process.exit(code));
  process.on("SIGINT", () => server.interrupt());
  process.on("SIGTERM", () => void server.stop(0));
  watchParent(() => void server.stop(1));
  await server.start();
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
