import type { Output } from "../client/outputs";

/** Watches how much a cell has put out, without looking at everything again at each message. */
export class OutputLimit {
  private counted = 0;
  private settled = 0;

  constructor(private readonly maxCharacters: number) {}

  /** Whether these outputs of one cell, only ever grown or cleared, are more than allowed. */
  exceeded(outputs: readonly Output[]): boolean {
    if (outputs.length < this.counted) [this.counted, this.settled] = [0, 0];
    for (; this.counted < outputs.length - 1; this.counted++) this.settled += outputSize(outputs[this.counted]!);
    const last = outputs.at(-1);
    return this.settled + (last === undefined ? 0 : outputSize(last)) > this.maxCharacters;
  }

  /** The outputs up to the limit: the stream that crosses it is cut, what follows is left out. */
  cut(outputs: readonly Output[]): Output[] {
    const kept: Output[] = [];
    let left = this.maxCharacters;
    for (const output of outputs) {
      const size = outputSize(output);
      if (size <= left) kept.push(output);
      else if (output.output_type === "stream") kept.push({ ...output, text: output.text.slice(0, left) });
      left = Math.max(0, left - size);
    }
    return kept;
  }
}

function outputSize(output: Output): number {
  if (output.output_type === "stream") return output.text.length;
  if (output.output_type === "error") return 0;
  return Object.values(output.data).reduce<number>(
    (sum, value) => sum + (typeof value === "string" ? value.length : JSON.stringify(value).length),
    0,
  );
}
