/** Longest array that is cut from a slab. */
const SMALL = 1024;
const SLAB = 16 * SMALL;
let slab = new ArrayBuffer(0);
let used = 0;

/**
 * A new float32 array of zeros; small ones are cut from a common buffer, each byte of it used once: a buffer of its own costs as much as
 * a small circuit. @throws RangeError when it does not fit in memory
 */
export function newFloats(length: number): Float32Array {
  if (length > SMALL) return new Float32Array(length);
  if (used + 4 * length > slab.byteLength) {
    slab = new ArrayBuffer(4 * SLAB);
    used = 0;
  }
  used += 4 * length;
  return new Float32Array(slab, used - 4 * length, length);
}
