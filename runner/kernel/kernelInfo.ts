import type { JsonObject } from "../protocol/message";
import { PROTOCOL_VERSION } from "../protocol/message";
import { tslabVersion, typescriptVersion } from "./tslabFiles";

/** The feature of a kernel that answers `open_handles_request`, which no standard knows: what the cells have left open. */
export const OPEN_HANDLES = "open handles";

/** The content of kernel_info_reply. */
export function kernelInfo(): JsonObject {
  return {
    status: "ok",
    protocol_version: PROTOCOL_VERSION,
    implementation: "tslab",
    implementation_version: tslabVersion(),
    language_info: {
      name: "typescript",
      version: typescriptVersion(),
      mimetype: "text/typescript",
      file_extension: ".ts",
      pygments_lexer: "typescript",
      codemirror_mode: { mode: "typescript", name: "javascript", typescript: true },
      nbconvert_exporter: "script",
    },
    banner: `TypeScript ${typescriptVersion()} on Node.js ${process.version} (tslab ${tslabVersion()})`,
    supported_features: [OPEN_HANDLES],
    help_links: [{ text: "TypeScript", url: "https://www.typescriptlang.org/docs/" }],
  };
}
