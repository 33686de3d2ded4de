import { writeSync } from "node:fs";
import { MESSAGE_FD, type CellMessage } from "../cellProtocol";

const write = writeSync; // cells may replace fs.writeSync

/** Writes all of `data`, whatever the pipe takes at a time. */
export function writeAll(fd: number, data: Uint8Array): void {
  for (let at = 0; at < data.length;) {
    try {
      at += write(fd, data, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
    }
  }
}

/** Sends a message at once, so that what was printed before a crash is not lost. The leading newline ends a message torn by an interrupt. */
export function send(message: CellMessage): void {
  writeAll(MESSAGE_FD, Buffer.from(`\n${JSON.stringify(message)}\n`));
}
