import { amplitudeEmbedding } from "../../ansatz/amplitudeEmbedding";
import { Circuit } from "../../circuit/circuit";
import { param } from "../../circuit/parameter";

/**
 * The circuit that loads any real vector of 2^n amplitudes: RY rotations `prefix0 … prefix{2^n−2}` in a Gray-code tree.
 *
 * The same gates as `amplitudeEmbedding`, with slots in place of the numbers. Source: Möttönen et al. quant-ph/0407010.
 */
export function realPreparation(nQubits: number, prefix: string): Circuit {
  const vector = Array.from({ length: 2 ** nQubits }, (_, k) => 1 + k / 7 + (k % 3) / 5);
  let index = 0;
  const operations = amplitudeEmbedding(vector).operations.map((each) =>
    each.params.length === 0 ? each : { ...each, params: [param(`${prefix}${index++}`)] },
  );
  return Circuit.of(nQubits, operations);
}
