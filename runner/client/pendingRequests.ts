import type { JsonObject, Message } from "../protocol/message";
import type { RequestChannel } from "./channels";
import { errorOutput, OutputCollector, type ErrorOutput, type Output } from "./outputs";

/** Hears of each change of a cell's outputs. */
export type OnOutput = (outputs: readonly Output[]) => void;

/** What a request came to. `outputs` keeps its identity: a later `update_display_data` or late print still lands in it. */
export interface Answer {
  readonly reply: JsonObject;
  readonly outputs: Output[];
}

interface Pending {
  reply: JsonObject | null;
  idle: boolean;
  finished: boolean;
  readonly outputs: Output[];
  readonly onOutput: OnOutput | undefined;
  readonly resolve: (answer: Answer) => void;
}

/** Requests by the id of their message. Each has two ends, its reply and the idle status, which come by different sockets. */
export class PendingRequests {
  /** Errors that were reported after their cell had ended. */
  readonly lateErrors: ErrorOutput[] = [];
  private readonly pending = new Map<string, Pending>();
  private readonly collector = new OutputCollector();

  constructor(private readonly onLateError?: (error: ErrorOutput) => void) {}

  /** Resolves when both ends of a request are there. */
  answerTo(id: string, onOutput?: OnOutput): Promise<Answer> {
    return new Promise((resolve) => {
      this.pending.set(id, { reply: null, idle: false, finished: false, outputs: [], onOutput, resolve });
    });
  }

  receive(channel: RequestChannel | "iopub", message: Message): void {
    const pending = this.pending.get(message.parent.msg_id ?? "");
    if (pending === undefined) return;
    if (channel !== "iopub") pending.reply = message.content;
    else if (message.header.msg_type !== "status") this.collect(message, pending);
    else if (message.content.execution_state === "idle") pending.idle = true;
    if (pending.finished || pending.reply === null || !pending.idle) return;
    pending.finished = true;
    pending.resolve({ reply: pending.reply, outputs: pending.outputs });
  }

  private collect(message: Message, { finished, outputs, onOutput }: Pending): void {
    if (message.header.msg_type === "error" && finished) {
      const error = errorOutput(message.content);
      this.lateErrors.push(error);
      this.onLateError?.(error);
    }
    if (this.collector.apply(message, outputs)) onOutput?.(outputs);
  }
}
