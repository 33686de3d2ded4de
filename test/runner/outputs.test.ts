import { describe, expect, it } from "vitest";
import { OutputCollector, type Output } from "../../runner/client/outputs";
import { decodeMessage, encodeMessage, newHeader, type Message } from "../../runner/protocol/message";

const message = (type: string, content: Message["content"]): Message => ({
  identities: [],
  header: newHeader(type, "session"),
  parent: {},
  metadata: {},
  content,
});
const collect = (...messages: Message[]): Output[] => {
  const collector = new OutputCollector();
  const outputs: Output[] = [];
  for (const each of messages) collector.apply(each, outputs);
  return outputs;
};
const stream = (name: string, text: string): Message => message("stream", { name, text });

describe("OutputCollector", () => {
  it("joins neighbouring texts of one stream and keeps the order of two", () => {
    expect(collect(stream("stdout", "a"), stream("stdout", "b"), stream("stderr", "c"), stream("stdout", "d"))).toEqual([
      { output_type: "stream", name: "stdout", text: "ab" },
      { output_type: "stream", name: "stderr", text: "c" },
      { output_type: "stream", name: "stdout", text: "d" },
    ]);
  });

  it("replaces a display in place, also one of an earlier cell", () => {
    const collector = new OutputCollector();
    const first: Output[] = [];
    const second: Output[] = [];
    const shown = { data: { "text/plain": "0 %" }, metadata: {}, transient: { display_id: "bar" } };
    collector.apply(message("display_data", shown), first);
    const changed = collector.apply(message("update_display_data", { ...shown, data: { "text/plain": "100 %" } }), second);
    expect(changed).toBe(true);
    expect(first).toEqual([{ output_type: "display_data", data: { "text/plain": "100 %" }, metadata: {} }]);
    expect(second).toEqual([]);
  });

  it("clears at once, or with the next output when asked to wait", () => {
    expect(collect(stream("stdout", "a"), message("clear_output", { wait: false }))).toEqual([]);
    expect(collect(stream("stdout", "a"), message("clear_output", { wait: true }))).toHaveLength(1);
    expect(collect(stream("stdout", "a"), message("clear_output", { wait: true }), stream("stdout", "b"))).toEqual([
      { output_type: "stream", name: "stdout", text: "b" },
    ]);
  });
});

describe("the wire format", () => {
  const frames = (key: string, given: Message): Buffer[] => encodeMessage(key, given).map((frame) => Buffer.from(frame));

  it("comes back as it was sent, with its routing frames", () => {
    const sent = { ...message("stream", { name: "stdout", text: "ψ → φ" }), identities: [Buffer.from("peer")] };
    expect(decodeMessage("secret", frames("secret", sent))).toEqual(sent);
  });

  it("refuses another key, a changed part and a torso", () => {
    const sent = frames("secret", message("stream", { text: "a" }));
    expect(() => decodeMessage("other", sent)).toThrow("signature");
    expect(() => decodeMessage("secret", [...sent.slice(0, -1), Buffer.from("{}")])).toThrow("signature");
    expect(() => decodeMessage("secret", sent.slice(0, 3))).toThrow("without a complete message");
  });
});
