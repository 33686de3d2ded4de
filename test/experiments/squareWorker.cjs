// A worker for the pool's test: squares numbers, and fails in the ways that it is told to.
const { ArgumentError } = require("../../dist/src/core/errors");
const { serveUnits } = require("../../dist/src/experiments/workerProtocol");

serveUnits(async (unit, report) => {
  report(`working on ${unit}`);
  if (unit === "kill") process.kill(process.pid, "SIGKILL");
  if (unit === "refuse") throw new ArgumentError("square: no thanks", {});
  if (unit === "throw") throw new RangeError("odd");
  if (unit === "wait") await new Promise(() => {});
  if (unit === "crash") {
    process.stderr.write("out of luck\n", () => process.exit(7));
    await new Promise(() => {});
  }
  return unit * unit;
});
