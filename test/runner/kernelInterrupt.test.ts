import { beforeAll, describe, expect, it } from "vitest";
import type { ExecuteResult, Kernel } from "../../runner/index";
import { startTestKernel, valueOf } from "./kernelHarness";

let kernel: Kernel;
beforeAll(async () => {
  kernel = await startTestKernel();
  await kernel.execute("const before = 1;");
});

/** Interrupts a cell as soon as it has printed something. */
async function interrupted(code: string): Promise<ExecuteResult> {
  let asked: Promise<void> | null = null;
  return kernel.execute(`console.log("running"); ${code}`, { onOutput: () => void (asked ??= kernel.interrupt()) });
}

describe("an interrupt", () => {
  it.each([
    ["a synchronous loop", "while (true) {}"],
    ["a loop after an await", "await null; while (true) {}"],
    ["a loop in a timer", "setTimeout(() => { while (true) {} }, 1); await new Promise(() => undefined);"],
    ["a loop of microtasks", "const again = (): unknown => Promise.resolve().then(again); await again();"],
    ["a promise that never settles", "await new Promise(() => undefined);"],
    ["a flood of output", "while (true) console.log('flood');"],
    ["a child process", "require('child_process').execSync('sleep 1000');"],
    ["a wait in native code", "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);"],
    ["a loop of a cell that hears the signal itself", "process.on('SIGINT', () => undefined); while (true) {}"],
  ])("stops %s, and the kernel lives on", async (_, code) => {
    const { status, error } = await interrupted(code);
    expect(status).toBe("error");
    expect(error!.ename).toBe("KeyboardInterrupt");
    expect(error!.evalue).toContain("was interrupted");
    // Timers, immediates and promises still work, and nothing was forgotten.
    const after = await kernel.execute("await new Promise((r) => setTimeout(r, 1)); await new Promise((r) => setImmediate(r)); before");
    expect(valueOf(after.outputs)).toBe("1");
  });

  it("between cells does nothing", async () => {
    await kernel.interrupt();
    expect(valueOf((await kernel.execute("before")).outputs)).toBe("1");
  });

  it("that a native call resists restarts the kernel and says so", async () => {
    const { error } = await interrupted(`require('child_process').execSync("trap '' INT; while true; do sleep 1; done");`);
    expect(error!.ename).toBe("KeyboardInterrupt");
    expect(error!.evalue).toContain("the kernel was restarted: all variables are lost");
    expect((await kernel.execute("typeof before")).error?.evalue).toContain("Cannot find name 'before'");
    expect(valueOf((await kernel.execute("1 + 1")).outputs)).toBe("2");
  });
});
