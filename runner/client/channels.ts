import { Dealer, Subscriber } from "zeromq";
import { channelAddress, type ConnectionInfo } from "../protocol/connection";
import { decodeMessage, encodeMessage, newHeader, type JsonObject, type Message } from "../protocol/message";

export type RequestChannel = "shell" | "control";
export type Handler = (channel: RequestChannel | "iopub", message: Message) => void;

/** The client's side of the three channels that carry requests, replies and outputs. */
export class Channels {
  private readonly sockets: { shell: Dealer; control: Dealer; iopub: Subscriber };
  private readonly queues: Record<RequestChannel, Promise<void>> = { shell: Promise.resolve(), control: Promise.resolve() };
  private closed = false;

  constructor(
    private readonly connection: ConnectionInfo,
    private readonly session: string,
    private readonly onMessage: Handler,
    private readonly onFault: (error: Error) => void,
  ) {
    const iopub = new Subscriber({ receiveHighWaterMark: 0, linger: 0 });
    iopub.subscribe();
    this.sockets = { shell: new Dealer({ linger: 0 }), control: new Dealer({ linger: 0 }), iopub };
    for (const channel of ["shell", "control", "iopub"] as const) {
      this.sockets[channel].connect(channelAddress(connection, channel));
      void this.listen(channel);
    }
  }

  /** Sends a request and gives its id at once; sends of one channel keep their order. */
  send(channel: RequestChannel, type: string, content: JsonObject): string {
    const header = newHeader(type, this.session, "client");
    const frames = encodeMessage(this.connection.key, { identities: [], header, parent: {}, metadata: {}, content });
    this.queues[channel] = this.queues[channel].then(() => this.sockets[channel].send(frames)).catch((error: Error) => this.fault(error));
    return header.msg_id;
  }

  close(): void {
    this.closed = true;
    for (const socket of Object.values(this.sockets)) socket.close();
  }

  private async listen(channel: RequestChannel | "iopub"): Promise<void> {
    const socket = this.sockets[channel];
    try {
      for await (const frames of socket) this.onMessage(channel, decodeMessage(this.connection.key, frames));
    } catch (error) {
      this.fault(error as Error);
    }
  }

  private fault(error: Error): void {
    if (!this.closed) this.onFault(error);
  }
}
