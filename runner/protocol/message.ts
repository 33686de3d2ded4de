import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";

/** A JSON object as the protocol's frames carry it. */
export type JsonObject = { [key: string]: unknown };

/** The header of a Jupyter message (protocol 5.3). */
export interface Header {
  readonly msg_id: string;
  readonly session: string;
  readonly username: string;
  readonly date: string;
  readonly msg_type: string;
  readonly version: string;
}

/** One message of the Jupyter wire protocol. `identities` are the routing frames before the delimiter. */
export interface Message {
  readonly identities: readonly Uint8Array[];
  readonly header: Header;
  readonly parent: Partial<Header>;
  readonly metadata: JsonObject;
  readonly content: JsonObject;
}

export const PROTOCOL_VERSION = "5.3";
const DELIMITER = "<IDS|MSG>";

/** A header with a fresh id. */
export function newHeader(type: string, session: string, username = "kernel"): Header {
  return { msg_id: randomUUID(), session, username, date: new Date().toISOString(), msg_type: type, version: PROTOCOL_VERSION };
}

/** Signs with HMAC-SHA256 over header, parent, metadata and content; an empty key means unsigned. */
function sign(key: string, parts: readonly (string | Uint8Array)[]): string {
  if (key === "") return "";
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return hmac.digest("hex");
}

/** The frames that go over a socket. */
export function encodeMessage(key: string, message: Message): (string | Uint8Array)[] {
  const parts = [message.header, message.parent, message.metadata, message.content].map((part) => JSON.stringify(part));
  return [...message.identities, DELIMITER, sign(key, parts), ...parts];
}

/**
 * Reads the frames of one message and checks its signature.
 *
 * @throws Error when the delimiter is missing, a part is not JSON or the signature is another.
 */
export function decodeMessage(key: string, frames: readonly Uint8Array[]): Message {
  const buffers = frames.map((frame) => Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength));
  const at = buffers.findIndex((frame) => frame.toString("latin1") === DELIMITER);
  if (at < 0 || buffers.length < at + 6) throw new Error(`decodeMessage: ${frames.length} frames without a complete message`);
  const parts = buffers.slice(at + 2, at + 6);
  const expected = Buffer.from(sign(key, parts));
  const given = buffers[at + 1]!;
  if (key !== "" && (expected.length !== given.length || !timingSafeEqual(expected, given)))
    throw new Error("decodeMessage: the signature does not belong to this connection's key");
  const [header, parent, metadata, content] = parts.map((part) => JSON.parse(part.toString("utf8")) as unknown);
  return {
    identities: buffers.slice(0, at),
    header: header as Header,
    parent: parent as Partial<Header>,
    metadata: metadata as JsonObject,
    content: content as JsonObject,
  };
}
