import type { JsonObject, Message } from "../protocol/message";

/** MIME type → representation, as nbformat stores it. */
export type MimeBundle = { [mimeType: string]: unknown };

export type StreamOutput = { output_type: "stream"; name: "stdout" | "stderr"; text: string };
export type DisplayOutput = { output_type: "display_data"; data: MimeBundle; metadata: JsonObject };
export type ResultOutput = { output_type: "execute_result"; execution_count: number | null; data: MimeBundle; metadata: JsonObject };
export type ErrorOutput = { output_type: "error"; ename: string; evalue: string; traceback: string[] };

/** A cell's output in nbformat 4.5 (texts as one string). */
export type Output = StreamOutput | DisplayOutput | ResultOutput | ErrorOutput;

/**
 * Turns iopub messages into nbformat outputs: joins neighbouring streams of one name, honours `clear_output`, and
 * replaces in place what `update_display_data` names, also in the outputs of earlier cells.
 */
export class OutputCollector {
  private readonly displays = new Map<string, (DisplayOutput | ResultOutput)[]>();
  private readonly clearing = new WeakSet<Output[]>();

  /** Applies one message to `outputs`; true when something changed. */
  apply(message: Message, outputs: Output[]): boolean {
    const content = message.content;
    switch (message.header.msg_type) {
      case "stream":
        return this.stream(outputs, content.name as "stdout" | "stderr", String(content.text));
      case "display_data":
        return this.add(outputs, { output_type: "display_data", data: bundle(content.data), metadata: bundle(content.metadata) }, content);
      case "execute_result":
        return this.add(
          outputs,
          {
            output_type: "execute_result",
            execution_count: (content.execution_count as number | null | undefined) ?? null,
            data: bundle(content.data),
            metadata: bundle(content.metadata),
          },
          content,
        );
      case "error":
        return this.add(outputs, errorOutput(content), content);
      case "update_display_data":
        return this.update(content);
      case "clear_output":
        if (content.wait === true) this.clearing.add(outputs);
        else outputs.length = 0;
        return content.wait !== true;
      default:
        return false;
    }
  }

  private stream(outputs: Output[], name: "stdout" | "stderr", text: string): boolean {
    this.clearIfAsked(outputs);
    const last = outputs.at(-1);
    if (last?.output_type === "stream" && last.name === name) last.text += text;
    else outputs.push({ output_type: "stream", name, text });
    return text !== "";
  }

  private add(outputs: Output[], output: DisplayOutput | ResultOutput | ErrorOutput, content: JsonObject): boolean {
    this.clearIfAsked(outputs);
    outputs.push(output);
    const id = displayId(content);
    if (id !== null && output.output_type !== "error") this.displays.set(id, [...(this.displays.get(id) ?? []), output]);
    return true;
  }

  private update(content: JsonObject): boolean {
    const id = displayId(content);
    const shown = id === null ? [] : (this.displays.get(id) ?? []);
    for (const output of shown) {
      output.data = bundle(content.data);
      output.metadata = bundle(content.metadata);
    }
    return shown.length > 0;
  }

  private clearIfAsked(outputs: Output[]): void {
    if (this.clearing.delete(outputs)) outputs.length = 0;
  }
}

/** The nbformat error output of an `error` message or a failed reply. */
export function errorOutput(content: JsonObject): ErrorOutput {
  const traceback = Array.isArray(content.traceback) ? content.traceback.map(String) : [];
  return { output_type: "error", ename: text(content.ename), evalue: text(content.evalue), traceback };
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const bundle = (value: unknown): JsonObject => ({ ...(value as JsonObject | undefined) });

function displayId(content: JsonObject): string | null {
  const id = (content.transient as JsonObject | undefined)?.display_id;
  return typeof id === "string" ? id : null;
}
