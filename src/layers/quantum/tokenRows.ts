type NumberArray = Float32Array | Float64Array | Int32Array;

/** Visits the spans of consecutive numbers in `tokens`: most batches hold most of a small vocabulary, whose rows then move in one go. */
function eachSpan(tokens: Int32Array, visit: (run: number, token: number, length: number) => void): void {
  for (let r = 0, end = 0; r < tokens.length; r = end) {
    for (end = r + 1; end < tokens.length && tokens[end] === tokens[r]! + end - r;) end++;
    visit(r, tokens[r]!, end - r);
  }
}

/** Rows of these tokens from a table [V, width] to `out` [R, width]. */
export function gatherRows(table: NumberArray, tokens: Int32Array, width: number, out: NumberArray): void {
  eachSpan(tokens, (run, token, length) => out.set(table.subarray(token * width, (token + length) * width), run * width));
}

/** The transpose: rows [R, width] to the places of their tokens in a table [V, width]; of equal tokens the last stays. */
export function placeRows(rows: NumberArray, tokens: Int32Array, width: number, table: NumberArray): void {
  eachSpan(tokens, (run, token, length) => table.set(rows.subarray(run * width, (run + length) * width), token * width));
}
