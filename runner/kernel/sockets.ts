import { Reply, Router } from "zeromq";
import { channelAddress, type ConnectionInfo } from "../protocol/connection";
import { decodeMessage, encodeMessage, newHeader, type JsonObject, type Message } from "../protocol/message";
import { IopubPublisher } from "./publisher";

export type RequestSocket = "shell" | "control";

/** The five sockets of a kernel. */
export class KernelSockets {
  readonly iopub: IopubPublisher;
  private readonly routers = { shell: router(), control: router(), stdin: router() };
  private readonly heartbeat = new Reply({ linger: 0 });
  private sending: Promise<void> = Promise.resolve();

  constructor(
    private readonly connection: ConnectionInfo,
    private readonly session: string,
    private readonly onRequest: (socket: RequestSocket, message: Message) => void,
  ) {
    this.iopub = new IopubPublisher(connection.key, session);
  }

  async bind(): Promise<void> {
    const address = (channel: "shell" | "control" | "stdin" | "hb" | "iopub"): string => channelAddress(this.connection, channel);
    await Promise.all([
      this.iopub.bind(address("iopub")),
      this.heartbeat.bind(address("hb")),
      ...(["shell", "control", "stdin"] as const).map((name) => this.routers[name].bind(address(name))),
    ]);
    void this.beat();
    void this.listen("shell");
    void this.listen("control");
  }

  reply(socket: RequestSocket, request: Message, content: JsonObject): void {
    const header = newHeader(request.header.msg_type.replace(/_request$/, "_reply"), this.session);
    const message = { identities: request.identities, header, parent: request.header, metadata: {}, content };
    const frames = encodeMessage(this.connection.key, message);
    this.sending = this.sending.then(() => this.routers[socket].send(frames));
  }

  /** Sends what is left, then closes. */
  async close(): Promise<void> {
    await this.sending;
    await this.iopub.close();
    for (const socket of [...Object.values(this.routers), this.heartbeat]) socket.close();
  }

  private async listen(name: RequestSocket): Promise<void> {
    for await (const frames of this.routers[name]) {
      let message: Message;
      try {
        message = decodeMessage(this.connection.key, frames);
      } catch (error) {
        process.stderr.write(`kernel: a message on ${name} was dropped (${(error as Error).message})\n`);
        continue;
      }
      this.onRequest(name, message);
    }
  }

  private async beat(): Promise<void> {
    for await (const frames of this.heartbeat) await this.heartbeat.send(frames);
  }
}

const router = (): Router => new Router({ linger: 1000, sendHighWaterMark: 0 });
