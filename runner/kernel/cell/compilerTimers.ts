type Callback = () => void;

/** How TypeScript's watching compiler asks for timers. */
export interface CompilerTimers {
  setTimeout?: (callback: Callback, ms: number) => unknown;
  clearTimeout?: (timer: unknown) => void;
}

/** TypeScript's name of the callback that compiles anew. */
const UPDATE = "updateProgramWithWatchStatus";

/**
 * TypeScript sets two timers: one to compile anew, and, when files come or go, one to look again for modules that were missing. tslab has
 * room for one and refuses a second, from then on in every cell: after an npm install, or a library that was rebuilt, the kernel would be
 * lost. Only the first is passed on, since compiling looks for missing modules anyway; what is left of one that threw is cleared.
 */
export function keepOneTimer(host: CompilerTimers): void {
  const set = host.setTimeout!;
  const clear = host.clearTimeout!;
  let pending: unknown = null;
  const drop = (): void => {
    if (pending !== null) clear(pending);
    pending = null;
  };
  host.setTimeout = (callback, ms) => {
    if (callback.name !== UPDATE) return {};
    drop();
    pending = set(() => {
      callback();
      pending = null;
    }, ms);
    return pending;
  };
  host.clearTimeout = (timer) => {
    if (timer === pending) drop();
  };
}
