/** A place in a program's image: in its constant data or in its workspace. */
export interface Place {
  readonly segment: "data" | "work";
  readonly offset: number;
}

/** A word of the image: an integer, a place (an address once the image is loaded), or a float. */
export type Word = number | Place | { readonly float: number };

/** A program's constants, tables and instructions as words that can be loaded at any address. */
export interface Image {
  readonly words: Int32Array;
  /** Indices of words that hold offsets in the image and become addresses. */
  readonly relocations: Int32Array;
  /** Bytes of words and workspace together. */
  readonly bytes: number;
}

const floatBits = new DataView(new ArrayBuffer(4));
const bitsOf = (value: number): number => {
  floatBits.setFloat32(0, value);
  return floatBits.getInt32(0);
};

/** A float64 as two words, the low one first. */
export const doubleWords = (value: number): [number, number] => [...new Int32Array(Float64Array.of(value).buffer)] as [number, number];

const aligned = (bytes: number): number => (bytes + 63) & ~63;

/** Collects an image; equal tables are stored once. */
export class ImageBuilder {
  private words = new Int32Array(1024);
  private length = 0;
  private workBytes = 0;
  private readonly places: { readonly word: number; readonly place: Place }[] = [];
  private readonly tables = new Map<number, Place[]>();
  private readonly tableLengths = new Map<number, number>();

  /** Workspace, aligned to a cache line. */
  space(bytes: number): Place {
    const offset = this.workBytes;
    this.workBytes = aligned(offset + bytes);
    return { segment: "work", offset };
  }

  /** A table of integers. */
  table(values: ArrayLike<number>): Place {
    let hash = values.length;
    for (let i = 0; i < values.length; i++) hash = (Math.imul(hash, 0x01000193) ^ values[i]!) | 0;
    const known = this.tables.get(hash)?.find((place) => this.holds(place, values));
    if (known) return known;
    const place = this.reserve(values.length);
    this.words.set(values, place.offset / 4);
    this.tableLengths.set(place.offset, values.length);
    this.tables.set(hash, [...(this.tables.get(hash) ?? []), place]);
    return place;
  }

  /** Words among which are places or floats. */
  list(values: readonly Word[]): Place {
    const place = this.reserve(values.length);
    values.forEach((value, i) => {
      const word = place.offset / 4 + i;
      if (typeof value === "number") this.words[word] = value;
      else if ("float" in value) this.words[word] = bitsOf(value.float);
      else this.places.push({ word, place: value });
    });
    return place;
  }

  build(): Image {
    const dataBytes = aligned(4 * this.length);
    const words = this.words.slice(0, this.length);
    for (const { word, place } of this.places) words[word] = this.offsetOf(place);
    return { words, relocations: Int32Array.from(this.places, ({ word }) => word), bytes: dataBytes + this.workBytes };
  }

  /** Where a place stands from the start of the finished image. */
  offsetOf(place: Place): number {
    return place.segment === "data" ? place.offset : aligned(4 * this.length) + place.offset;
  }

  private holds(place: Place, values: ArrayLike<number>): boolean {
    if (this.tableLengths.get(place.offset) !== values.length) return false;
    for (let i = 0; i < values.length; i++) if (this.words[place.offset / 4 + i] !== values[i]) return false;
    return true;
  }

  private reserve(count: number): Place {
    const start = (this.length + 3) & ~3;
    if (start + count > this.words.length) {
      const grown = new Int32Array(2 * (start + count));
      grown.set(this.words);
      this.words = grown;
    }
    this.length = start + count;
    return { segment: "data", offset: 4 * start };
  }
}

/** A place `bytes` further on. */
export const after = (place: Place, bytes: number): Place => ({ segment: place.segment, offset: place.offset + bytes });
