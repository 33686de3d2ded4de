// Blocks of one large state: four amplitudes that differ in the two last qubits stand together, [4 re, 4 im]. A block is a chunk whose
// lanes are either those two qubits (near) or two other ones (far); its amplitudes come from anywhere in the state.

// @ts-ignore: decorator
@inline
function transpose(to: usize, a: v128, b: v128, c: v128, d: v128): void {
  const p = v128.shuffle<i32>(a, b, 0, 4, 1, 5), q = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  const r = v128.shuffle<i32>(c, d, 0, 4, 1, 5), s = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<i32>(p, r, 0, 1, 4, 5));
  v128.store(to, v128.shuffle<i32>(p, r, 2, 3, 6, 7), 32);
  v128.store(to, v128.shuffle<i32>(q, s, 0, 1, 4, 5), 64);
  v128.store(to, v128.shuffle<i32>(q, s, 2, 3, 6, 7), 96);
}

/** Near lanes: `table` lists where each amplitude of the block stands, `place` holds the block's address. */
export function gatherNear(place: usize, chunk: usize, table: usize, end: usize): void {
  const block = load<u32>(place);
  for (; table < end; table += 4, chunk += 32) {
    const from = block + load<u32>(table);
    v128.store(chunk, v128.load(from));
    v128.store(chunk, v128.load(from, 16), 16);
  }
}

/** Far lanes: lane j comes `far` of bit 0 and `further` of bit 1 away; `table` has one entry for four amplitudes. */
export function gatherFar(place: usize, chunk: usize, table: usize, end: usize, far: usize, further: usize): void {
  const block = load<u32>(place);
  for (; table < end; table += 4, chunk += 128)
    for (let part: usize = 0; part <= 16; part += 16) {
      const from = block + load<u32>(table) + part;
      transpose(chunk + part, v128.load(from), v128.load(from + far), v128.load(from + further), v128.load(from + far + further));
    }
}

// @ts-ignore: decorator
@inline
function signed(chunk: usize, entry: usize): v128 {
  return v128.xor(v128.load(chunk + load<u32>(entry)), v128.load32_splat(entry, 4));
}

/** Entries of `components` [offset, sign, offset, sign]: real and imaginary part of each amplitude in the chunk. */
export function scatterNear(place: usize, chunk: usize, table: usize, end: usize, components: usize): void {
  const block = load<u32>(place);
  for (; table < end; table += 4, components += 16) {
    const to = block + load<u32>(table);
    v128.store(to, signed(chunk, components));
    v128.store(to, signed(chunk, components + 8), 16);
  }
}

export function scatterFar(place: usize, chunk: usize, table: usize, end: usize, components: usize, far: usize, further: usize): void {
  const block = load<u32>(place);
  for (; table < end; table += 4, components += 64)
    for (let part: usize = 0; part <= 16; part += 16) {
      const to = block + load<u32>(table) + part, c = components + (part >> 1);
      const a = signed(chunk, c), b = signed(chunk, c + 16), d = signed(chunk, c + 32), e = signed(chunk, c + 48);
      const p = v128.shuffle<i32>(a, b, 0, 4, 1, 5), q = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
      const r = v128.shuffle<i32>(d, e, 0, 4, 1, 5), s = v128.shuffle<i32>(d, e, 2, 6, 3, 7);
      v128.store(to, v128.shuffle<i32>(p, r, 0, 1, 4, 5));
      v128.store(to + far, v128.shuffle<i32>(p, r, 2, 3, 6, 7));
      v128.store(to + further, v128.shuffle<i32>(q, s, 0, 1, 4, 5));
      v128.store(to + far + further, v128.shuffle<i32>(q, s, 2, 3, 6, 7));
    }
}

/** The way back of a scatter for λ: amplitudes of the state into signed components of the chunk. */
export function ungatherNear(place: usize, chunk: usize, table: usize, end: usize, components: usize): void {
  const block = load<u32>(place);
  for (; table < end; table += 4, components += 16) {
    const from = block + load<u32>(table);
    v128.store(chunk + load<u32>(components), v128.xor(v128.load(from), v128.load32_splat(components, 4)));
    v128.store(chunk + load<u32>(components, 8), v128.xor(v128.load(from, 16), v128.load32_splat(components, 12)));
  }
}

export function ungatherFar(place: usize, chunk: usize, table: usize, end: usize, components: usize, far: usize, further: usize): void {
  const block = load<u32>(place);
  for (; table < end; table += 4, components += 64)
    for (let part: usize = 0; part <= 16; part += 16) {
      const from = block + load<u32>(table) + part;
      const a = v128.load(from), b = v128.load(from + far), d = v128.load(from + further), e = v128.load(from + far + further);
      const p = v128.shuffle<i32>(a, b, 0, 4, 1, 5), q = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
      const r = v128.shuffle<i32>(d, e, 0, 4, 1, 5), s = v128.shuffle<i32>(d, e, 2, 6, 3, 7);
      const c = components + (part >> 1);
      put(chunk, c, v128.shuffle<i32>(p, r, 0, 1, 4, 5));
      put(chunk, c + 16, v128.shuffle<i32>(p, r, 2, 3, 6, 7));
      put(chunk, c + 32, v128.shuffle<i32>(q, s, 0, 1, 4, 5));
      put(chunk, c + 48, v128.shuffle<i32>(q, s, 2, 3, 6, 7));
    }
}

// @ts-ignore: decorator
@inline
function put(chunk: usize, entry: usize, v: v128): void {
  v128.store(chunk + load<u32>(entry), v128.xor(v, v128.load32_splat(entry, 4)));
}

/** The next block: `place` = `state` + the table's entry at `cursor`, which moves on. */
export function nextBlock(place: usize, cursor: usize, state: usize): void {
  const at = load<u32>(cursor);
  store<u32>(place, load<u32>(state) + load<u32>(at));
  store<u32>(cursor, at + 4);
}

/** λ += φ, `count` vectors. */
export function addState(lam: usize, phi: usize, count: i32): void {
  for (let i = 0; i < count; i++, lam += 16, phi += 16) v128.store(lam, f32x4.add(v128.load(lam), v128.load(phi)));
}
