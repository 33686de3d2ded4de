/** The kernel's own: its pipes, and the compiler's watchers. */
const OWN = ["PipeWrap", "FSEventWrap", "StatWatcher", "TTYWrap"];

/**
 * Node's names of what keeps the process alive. When the notebook is `ending`, Node's event `beforeExit` is emitted first, as at the end of
 * a script, so that libraries can close what they keep open.
 */
export function openHandles(ending: boolean): string[] {
  if (ending) process.emit("beforeExit", 0);
  return process.getActiveResourcesInfo().filter((name) => !OWN.includes(name));
}
