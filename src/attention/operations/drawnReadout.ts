import type * as tf from "@tensorflow/tfjs";
import { ArgumentError } from "../../core/errors";
import type { Random } from "../../core/random";
import { differentiable } from "../../layers/operations/differentiable";
import { compute } from "../../layers/operations/tensorMemory";
import { drawBinomial } from "../../simulator/binomial";
import { drawCounts } from "../../simulator/sampling";

/** Shots that were run, and those that the post-selection kept. */
export interface KeptShots {
  run: number;
  kept: number;
}

/** Turns every qubit so that Z then reads X (H) or Y (H S†); components Re and Im in turn. */
function turnReadout(psi: Float64Array, pauli: "X" | "Y"): void {
  for (let step = 2; step < psi.length; step *= 2)
    for (let block = 0; block < psi.length; block += 2 * step)
      for (let a = block; a < block + step; a += 2) {
        const b = a + step;
        const [ar, ai] = [psi[a]!, psi[a + 1]!];
        const [br, bi] = pauli === "X" ? [psi[b]!, psi[b + 1]!] : [psi[b + 1]!, -psi[b]!];
        psi[a] = (ar + br) * Math.SQRT1_2;
        psi[a + 1] = (ai + bi) * Math.SQRT1_2;
        psi[b] = (ar - br) * Math.SQRT1_2;
        psi[b + 1] = (ai - bi) * Math.SQRT1_2;
      }
}

/**
 * What `pauliReadout` gives exactly, as three settings (X, Y and Z on all qubits) of `shots` runs each estimate it: a run is kept with the
 * probability ‖ψ‖² of its post-selection, the kept ones are drawn from the exact distribution of their outcomes.
 *
 * states [B, 2^(n+1)] with ‖ψ‖ ≤ 1, exact [B, 3n]; `kept` is added to. The gradient is that of the exact values.
 *
 * @throws ArgumentError when no run of a setting is kept
 */
export function drawnReadout(
  where: string,
  states: tf.Tensor2D,
  exact: tf.Tensor2D,
  shots: number,
  random: Random,
  kept: KeptShots,
): tf.Tensor2D {
  const [B, size] = states.shape;
  const n = Math.log2(size) - 1;
  return differentiable([exact], () => {
    const [drawn] = compute([exact.shape], [states], ([out], [values]) => {
      for (let b = 0; b < B; b++)
        (["X", "Y", "Z"] as const).forEach((pauli, setting) => {
          const psi = Float64Array.from(values!.subarray(b * size, (b + 1) * size));
          if (pauli !== "Z") turnReadout(psi, pauli);
          const probs = Float64Array.from({ length: size / 2 }, (_, k) => psi[2 * k]! ** 2 + psi[2 * k + 1]! ** 2);
          const probability = probs.reduce((sum, p) => sum + p, 0);
          const count = drawBinomial(shots, Math.min(1, probability), random);
          kept.run += shots;
          kept.kept += count;
          if (count === 0)
            throw new ArgumentError(
              `${where}: the post-selection kept none of ${shots} shots of sequence ${b}, whose probability is ${probability.toPrecision(3)}; use more shots`,
              { shots, probability },
            );
          const counts = new Uint32Array(probs.length);
          drawCounts(probs, 0, probs.length, count, random, counts, 0);
          for (let q = 0; q < n; q++) {
            let sum = 0;
            for (let k = 0; k < counts.length; k++) sum += ((k >> (n - 1 - q)) & 1) === 0 ? counts[k]! : -counts[k]!;
            out![(b * 3 + setting) * n + q] = sum / count;
          }
        });
    });
    return { value: drawn!, gradients: (dy) => [dy] };
  }) as tf.Tensor2D;
}
