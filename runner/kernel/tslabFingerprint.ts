import { createHash } from "node:crypto";
import { requireFromTslab } from "./tslabFiles";

/** The functions of tslab and its compiler that the kernel replaces or relies on the inside of. */
function watchedFunctions(): { readonly [name: string]: (...args: never[]) => unknown } {
  type Functions = { readonly [name: string]: (...args: never[]) => unknown };
  const converter = requireFromTslab("tslab/dist/converter") as Functions;
  const executor = requireFromTslab("tslab/dist/executor") as Functions;
  const inspect = requireFromTslab("tslab/dist/inspect") as Functions;
  const { display } = requireFromTslab("tslab/dist/public") as { display: Functions };
  const typescript = requireFromTslab("@tslab/typescript-for-tslab") as Functions;
  return {
    "tslab createConverter": converter.createConverter!,
    "tslab esModuleToCommonJSModule": converter.esModuleToCommonJSModule!,
    "tslab createExecutor": executor.createExecutor!,
    "tslab printQuickInfo": inspect.printQuickInfo!,
    "tslab display.raw": display.raw!,
    "typescript transpileModule": typescript.transpileModule!,
    "typescript createWatchCompilerHost": typescript.createWatchCompilerHost!,
    "typescript createWatchProgram": typescript.createWatchProgram!,
  };
}

/** Name → the first 16 hex digits of the SHA-256 of its source, as installed. */
export function tslabFingerprint(): { readonly [name: string]: string } {
  const digest = (source: string): string => createHash("sha256").update(source).digest("hex").slice(0, 16);
  return Object.fromEntries(Object.entries(watchedFunctions()).map(([name, watched]) => [name, digest(watched.toString())]));
}
