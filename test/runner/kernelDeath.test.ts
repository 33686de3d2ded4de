import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { newConnection } from "../../runner/protocol/connection";
import { kernelCommand } from "../../runner/index";
import { emptyFolder, failureOf, startTestKernel } from "./kernelHarness";

/** Resolves when whoever listens on this port is gone. */
function portClosed(port: number): { connected: Promise<unknown>; gone: Promise<unknown> } {
  const socket = connect(port, "127.0.0.1").resume();
  const gone = new Promise((resolve) => socket.once("close", resolve));
  socket.on("error", () => undefined);
  return { connected: once(socket, "connect"), gone };
}

describe("the end of a kernel", () => {
  it("by process.exit is a failure under the cell, and the exit code is passed on", async () => {
    const kernel = await startTestKernel();
    const error = await failureOf(kernel, "console.log('last words'); process.exit(3)");
    expect(error.ename).toBe("KernelExit");
    expect(error.evalue).toBe("the kernel's process ended with exit code 3 in In [1]; was process.exit called?");
    expect(await kernel.exited).toMatchObject({ code: 3, signal: null, lastOutput: expect.stringContaining("exit code 3") as string });
    await expect(kernel.execute("1")).rejects.toThrow("ended with exit code 3");
  });

  it("by exhausted memory is named", async () => {
    const kernel = await startTestKernel({ env: { ...process.env, NODE_OPTIONS: "--max-old-space-size=256" } });
    const error = await failureOf(kernel, "const all: number[][] = []; while (true) all.push(new Array(100_000).fill(0.5));");
    expect(error.ename).toBe("OutOfMemory");
    expect((await kernel.exited).code).toBe(134);
  });

  it("by a signal to the process of the cells is named", async () => {
    const kernel = await startTestKernel();
    const error = await failureOf(kernel, "process.kill(process.pid, 'SIGKILL'); await new Promise(() => undefined)");
    expect(error).toMatchObject({ ename: "KernelKilled", evalue: "the kernel was ended by signal SIGKILL in In [1]" });
    expect((await kernel.exited).code).toBe(137);
  });

  it("by kill -9 rejects what runs, and takes the busy process of the cells with it", async () => {
    const kernel = await startTestKernel();
    let watch: ReturnType<typeof portClosed> | undefined;
    const running = kernel.execute(
      `const server = require("net").createServer(); await new Promise((r) => server.listen(0, "127.0.0.1", () => r(0)));
       console.log(server.address().port); while (true) {}`,
      {
        onOutput: ([output]) => {
          watch ??= portClosed(Number(output?.output_type === "stream" ? output.text : 0));
          void watch.connected.then(() => process.kill(kernel.pid, "SIGKILL"));
        },
      },
    );
    await expect(running).rejects.toMatchObject({ name: "KernelDiedError", exit: { code: null, signal: "SIGKILL" } });
    await watch!.gone;
  });

  it("follows the death of whoever started it", async () => {
    const connection = await newConnection();
    const file = join(emptyFolder(), "connection.json");
    writeFileSync(file, JSON.stringify(connection));
    const command = kernelCommand().map((part) => part.replace("{connection_file}", file));
    const script = `require("child_process").spawn(process.argv[1], process.argv.slice(2), { detached: true, stdio: "inherit" });`;
    const starter = spawn(process.execPath, ["-e", script, ...command], { stdio: "ignore" });
    let watch = portClosed(connection.shell_port);
    for (let up = false; !up; watch = up ? watch : portClosed(connection.shell_port))
      up = await watch.connected.then(
        () => true,
        () => false,
      );
    starter.kill("SIGKILL");
    await watch.gone;
  });

  it("on request is prompt, whatever handles are open", async () => {
    const kernel = await startTestKernel();
    await kernel.execute("const open = require('net').createServer().listen(0); setInterval(() => undefined, 1000);");
    expect(await kernel.shutdown(60_000)).toEqual({ code: 0, signal: null, lastOutput: "" });
  });

  it("before it was ready is a start error that quotes it", async () => {
    const command = [process.execPath, "-e", "console.error('no such module'); process.exit(9)"];
    await expect(startTestKernel({ command })).rejects.toMatchObject({
      name: "KernelStartError",
      message: expect.stringMatching(/ended with exit code 9 before it was ready; its last output: no such module/) as string,
    });
    await expect(startTestKernel({ command: ["no-such-command"] })).rejects.toThrow("cannot be run");
    const silent = [process.execPath, "-e", "setInterval(() => 0, 1000)"];
    await expect(startTestKernel({ command: silent, startupTimeoutMs: 200 })).rejects.toThrow("gave no answer within 0.2 s");
  });
});
