import type { JsonObject } from "../protocol/message";

// The cells run in a process of their own; the server process speaks Jupyter and is never busy.
// They talk in lines of JSON over extra pipes, so that stdout and stderr stay free for whatever the code writes there.

/** The cell process writes its messages here. */
export const MESSAGE_FD = 3;
/** The cell process reads requests here. */
export const REQUEST_FD = 4;
/** A worker thread of the cell process reads here the ids of requests to interrupt, also while JavaScript is busy. */
export const INTERRUPT_FD = 5;

export type StreamName = "stdout" | "stderr";

/** A failure as Jupyter tells it. */
export interface CellError {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

/** From the server to the cells: one at a time, each answered by a `reply` of the same id. */
export interface CellRequest {
  readonly id: number;
  readonly kind: "execute" | "complete" | "inspect" | "is_complete" | "open_handles" | "shutdown";
  readonly content: JsonObject;
}

/** From the cells to the server, in the order in which things happened. */
export type CellMessage =
  | { readonly type: "ready" }
  | { readonly type: "stream"; readonly name: StreamName; readonly text: string }
  | { readonly type: "display"; readonly update: boolean; readonly content: JsonObject }
  | { readonly type: "result"; readonly content: JsonObject }
  | { readonly type: "late"; readonly error: CellError }
  /** `rawMarked`: the markers of this id were written to stdout and stderr. */
  | { readonly type: "reply"; readonly id: number; readonly content: JsonObject; readonly rawMarked: boolean };

/** Written to stdout and stderr when a request ends: what a native library wrote before it has then been read. */
export const endMarker = (token: string, id: number): string => `\u0000${token}:${id}\u0000`;
