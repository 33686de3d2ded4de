/** −ln softmax(logits)[label] of the row of `n` logits that starts at `start`. */
export function rowLoss(logits: Float32Array, start: number, n: number, label: number): number {
  let largest = -Infinity;
  for (let c = start; c < start + n; c++) largest = Math.max(largest, logits[c]!);
  let sum = 0;
  for (let c = start; c < start + n; c++) sum += Math.exp(logits[c]! - largest);
  return largest + Math.log(sum) - logits[start + label]!;
}

/** Whether the largest logit of the row is the label's; the first of equals counts, as in PyTorch. */
export function isRight(logits: Float32Array, start: number, n: number, label: number): boolean {
  let best = 0;
  for (let c = 1; c < n; c++) if (logits[start + c]! > logits[start + best]!) best = c;
  return best === label;
}
