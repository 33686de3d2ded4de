import { Publisher } from "zeromq";
import { encodeMessage, newHeader, type Header, type JsonObject } from "../protocol/message";
import type { StreamName } from "./cellProtocol";

const STREAM_DELAY_MS = 50;
const STREAM_CHUNKS = 200;
const STREAM_CHARACTERS = 1 << 16;

/**
 * The iopub channel: everything is sent in the order in which it was published, each send awaited (zeromq takes 512 sends
 * a turn and loses the rest otherwise), and printed pieces are joined, stdout and stderr never past each other.
 */
export class IopubPublisher {
  private readonly socket = new Publisher({ sendHighWaterMark: 0, linger: 1000 });
  private sending: Promise<void> = Promise.resolve();
  private stream: { parent: Partial<Header>; name: StreamName; pieces: string[]; characters: number } | null = null;
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly key: string,
    private readonly session: string,
  ) {}

  async bind(address: string): Promise<void> {
    await this.socket.bind(address);
  }

  publish(parent: Partial<Header>, type: string, content: JsonObject): void {
    this.flush();
    this.send(parent, type, content);
  }

  print(parent: Partial<Header>, name: StreamName, text: string): void {
    if (text === "") return;
    if (this.stream !== null && (this.stream.name !== name || this.stream.parent !== parent)) this.flush();
    this.stream ??= { parent, name, pieces: [], characters: 0 };
    this.stream.pieces.push(text);
    this.stream.characters += text.length;
    if (this.stream.pieces.length >= STREAM_CHUNKS || this.stream.characters >= STREAM_CHARACTERS) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), STREAM_DELAY_MS);
  }

  flush(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    const stream = this.stream;
    this.stream = null;
    if (stream !== null) this.send(stream.parent, "stream", { name: stream.name, text: stream.pieces.join("") });
  }

  /** Sends what is left, then closes. */
  async close(): Promise<void> {
    this.flush();
    await this.sending;
    this.socket.close();
  }

  private send(parent: Partial<Header>, type: string, content: JsonObject): void {
    const header = newHeader(type, this.session);
    const frames = encodeMessage(this.key, { identities: [Buffer.from(type)], header, parent, metadata: {}, content });
    this.sending = this.sending.then(() => this.socket.send(frames));
  }
}
