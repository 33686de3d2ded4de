/** A classical network of two classes: softmax over two outputs, the probability of the first and its derivatives. */
export interface BinaryNetwork {
  readonly parameters: number;
  differentiate(weights: ArrayLike<number>, x: readonly number[]): { readonly probability: number; readonly derivatives: Float64Array };
}

/** Layers of the given widths (the last one 2) without biases, tanh between them; weights by layer, [in, out] row-major. */
export function binaryNetwork(widths: readonly number[]): BinaryNetwork {
  const offsets = [0];
  for (let layer = 0; layer + 1 < widths.length; layer++) offsets.push(offsets[layer]! + widths[layer]! * widths[layer + 1]!);
  const parameters = offsets[offsets.length - 1]!;
  const last = widths.length - 2;
  return {
    parameters,
    differentiate(weights, x) {
      const activations: (readonly number[])[] = [x];
      for (let layer = 0; layer <= last; layer++) {
        const [input, width, from] = [activations[layer]!, widths[layer + 1]!, offsets[layer]!];
        const sums = Array.from({ length: width }, (_, j) => input.reduce((sum, a, i) => sum + a * weights[from + i * width + j]!, 0));
        activations.push(layer === last ? sums : sums.map(Math.tanh));
      }
      const [first, second] = activations[last + 1]! as [number, number];
      const probability = 1 / (1 + Math.exp(second - first));
      const derivatives = new Float64Array(parameters);
      let back = [probability * (1 - probability), -probability * (1 - probability)];
      for (let layer = last; layer >= 0; layer--) {
        const [input, width, from] = [activations[layer]!, widths[layer + 1]!, offsets[layer]!];
        input.forEach((a, i) => back.forEach((b, j) => (derivatives[from + i * width + j] = a * b)));
        const upper = back;
        back = input.map((a, i) => (1 - a * a) * upper.reduce((sum, b, j) => sum + b * weights[from + i * width + j]!, 0));
      }
      return { probability, derivatives };
    },
  };
}
