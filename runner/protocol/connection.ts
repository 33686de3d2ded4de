import { randomBytes, randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";

/** The content of a Jupyter connection file. */
export interface ConnectionInfo {
  readonly transport: string;
  readonly ip: string;
  readonly shell_port: number;
  readonly iopub_port: number;
  readonly stdin_port: number;
  readonly control_port: number;
  readonly hb_port: number;
  readonly key: string;
  readonly signature_scheme: string;
  readonly kernel_name?: string;
}

export type ChannelName = "shell" | "iopub" | "stdin" | "control" | "hb";

/** The zeromq address of a channel, such as `tcp://127.0.0.1:5555`. */
export function channelAddress(connection: ConnectionInfo, channel: ChannelName): string {
  const port = connection[`${channel}_port`];
  return `${connection.transport}://${connection.ip}${connection.transport === "ipc" ? "-" : ":"}${port}`;
}

/** Reads a connection file; throws when it lacks what the wire needs. */
export function readConnection(file: string): ConnectionInfo {
  const connection = JSON.parse(readFileSync(file, "utf8")) as ConnectionInfo;
  const scheme = connection.signature_scheme;
  if (connection.key !== "" && scheme !== "hmac-sha256")
    throw new Error(`readConnection: ${file} asks for signature scheme "${scheme}"; only hmac-sha256 is spoken here`);
  return connection;
}

/** Below the range from which systems take the ports of outgoing connections, so that none of those takes one before the kernel binds it. */
const [FIRST_PORT, LAST_PORT] = [20_000, 32_000];

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = randomInt(FIRST_PORT, LAST_PORT);
    if (await isFree(port)) ports.add(port);
  }
  return [...ports];
}

/** A connection on five free local ports with a fresh key. */
export async function newConnection(): Promise<ConnectionInfo> {
  const [shell_port, iopub_port, stdin_port, control_port, hb_port] = (await freePorts(5)) as [number, number, number, number, number];
  const key = randomBytes(32).toString("hex");
  return {
    transport: "tcp",
    ip: "127.0.0.1",
    shell_port,
    iopub_port,
    stdin_port,
    control_port,
    hb_port,
    key,
    signature_scheme: "hmac-sha256",
  };
}
