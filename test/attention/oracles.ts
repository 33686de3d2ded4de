import {
  amplitudeEmbedding,
  computeUncomputeCircuit,
  expval,
  hadamardTestCircuit,
  parseObservable,
  probs,
  statevector,
  swapTestCircuit,
  type AttentionConfig,
  type Circuit,
} from "quantum-attention";
import {
  pauliReadout,
  qmsanLayers,
  qsannLayers,
  releasedQsannLayers,
  reuploadingLayers,
  tokenPositionLayers,
} from "../../src/attention/circuits/featureCircuits";
import { naiveLinear } from "../layers/naive";
import type { Weights } from "./assertValidAttention";

/** A matrix as rows. */
export type Rows = number[][];
export type Config = Readonly<AttentionConfig>;

export const rowsOf = (values: ArrayLike<number>, width: number): Rows =>
  Array.from({ length: values.length / width }, (_, r) => Array.from({ length: width }, (_unused, c) => values[r * width + c]!));

export const project = (x: Rows, weights: Weights, name: string): Rows => {
  const weight = weights[`${name}.weight`]!;
  const bias = weights[`${name}.bias`]!;
  return rowsOf(naiveLinear(Float64Array.from(x.flat()), weight, bias, x[0]!.length), bias.length);
};

export const headOf = (row: number[], h: number, H: number): number[] => row.slice((h * row.length) / H, ((h + 1) * row.length) / H);

const ancilla = (circuit: Circuit): number => expval(circuit, [parseObservable(`Z${"I".repeat(circuit.nQubits - 1)}`)])[0]!;

/** weights_ij of one head from scores, `normalise` of every row over the keys that may be attended to. */
export function mapOf(T: number, causal: boolean, score: (i: number, j: number) => number, normalise: (row: number[]) => number[]): Rows {
  return Array.from({ length: T }, (_, i) => {
    const keys = causal ? i + 1 : T;
    const row = normalise(Array.from({ length: keys }, (_unused, j) => score(i, j)));
    return [...row, ...new Array<number>(T - keys).fill(0)];
  });
}

export const softmax =
  (beta: number) =>
  (row: number[]): number[] => {
    const powers = row.map((score) => Math.exp(beta * (score - row.reduce((max, each) => Math.max(max, each)))));
    const sum = powers.reduce((total, power) => total + power, 0);
    return powers.map((power) => power / sum);
  };

const shareOf = (row: number[]): number[] => {
  const sum = row.reduce((total, score) => total + score, 0);
  return row.map((score) => score / sum);
};

/** Σ_j a_ij v_j by head. */
export const summed = (maps: Rows[], values: Rows): Rows =>
  values.map((_, i) =>
    maps.flatMap((map, h) => {
      const heads = values.map((row) => headOf(row, h, maps.length));
      return heads[0]!.map((_unused, c) => heads.reduce((sum, head, j) => sum + map[i]![j]! * head[c]!, 0));
    }),
  );

type Score = (x: Rows, weights: Weights, config: Config, h: number) => (i: number, j: number) => number;

/** A mechanism with linear values and output. */
const projecting =
  (score: Score, betaOf: (config: Config, weights: Weights) => number) =>
  (flat: Float64Array, weights: Weights, config: Config): Float64Array => {
    const x = rowsOf(flat, config.embedDim);
    const H = config.nHeads ?? 1;
    const normalise = softmax(betaOf(config, weights));
    const maps = Array.from({ length: H }, (_, h) => mapOf(x.length, config.causal ?? false, score(x, weights, config, h), normalise));
    const values = project(x, weights, "v_proj");
    const used = config.aggregation === "circuit" ? values.map((row) => row.map(Math.tanh)) : values;
    return Float64Array.from(project(summed(maps, used), weights, "out_proj").flat());
  };

export const betaOf = (config: Config, weights: Weights): number => weights["beta"]?.[0] ?? config.beta ?? 1;

/** The circuit that prepares a head's vector. */
const prepared = (row: number[], h: number, { nHeads: H = 1, nQubits }: Config): Circuit => {
  const vector = new Array<number>(2 ** nQubits!).fill(0);
  headOf(row, h, H).forEach((value, c) => (vector[c] = value));
  return amplitudeEmbedding(vector);
};

const amplitudeScore =
  (test: (query: Circuit, key: Circuit) => Circuit): Score =>
  (x, weights, config, h) => {
    const [q, k] = ["q_proj", "k_proj"].map((name) => project(x, weights, name).map((row) => prepared(row, h, config)));
    return (i, j) => ancilla(test(q![i]!, k![j]!));
  };

/** A circuit with features x…, positions p… and weights theta… filled in. */
function filled(circuit: Circuit, features: number[], thetas: ArrayLike<number>, positions: number[] = []): Circuit {
  const pool: Readonly<Record<string, ArrayLike<number>>> = { x: features, theta: thetas, p: positions };
  const valueOf = (name: string): number => {
    const [, kind, index] = /^(x|theta|p)(\d+)$/.exec(name)!;
    return pool[kind!]![Number(index)]!;
  };
  return circuit.bind(Object.fromEntries(circuit.parameters.map((name) => [name, valueOf(name)])));
}

/** Sine and cosine positions of width n. */
const sinusoid = (t: number, n: number): number[] =>
  Array.from({ length: n }, (_, c) => (c % 2 === 0 ? Math.sin : Math.cos)(t / 10000 ** ((c - (c % 2)) / n)));

const qsann = (flat: Float64Array, weights: Weights, config: Config): Float64Array => {
  const { embedDim, nHeads: H = 1, nQubits, nLayers, causal, variant, residual } = config;
  const x = rowsOf(flat, embedDim);
  const [n, L, d] = [nQubits!, nLayers!, embedDim / H];
  const paper = variant === "paper";
  const encoder = paper ? qsannLayers(n, d, "x") : releasedQsannLayers(n, (d / (2 * n) - 1) / 2, "x");
  const ansatz = paper ? qsannLayers(n, n * (L + 2), "theta") : releasedQsannLayers(n, L, "theta");
  const read = (row: number[], h: number, role: string, observables: ReturnType<typeof pauliReadout>): number[] =>
    Array.from(expval(filled(encoder.compose(ansatz), headOf(row, h, H), weights[`${role}_params`]!), observables));
  const z = pauliReadout("oracle", n, 1);
  const cycle = Array.from({ length: d }, (_, i) => pauliReadout("oracle", n, paper ? d : 3 * n)[paper ? i : i % (3 * n)]!);
  const values = x.map((row) => Array.from({ length: H }, (_, h) => read(row, h, "value", cycle)).flat());
  const maps = Array.from({ length: H }, (_, h) => {
    const [q, k] = ["query", "key"].map((role) => x.map((row) => read(row, h, role, z)[0]!));
    return mapOf(x.length, causal!, (i, j) => Math.exp(-betaOf(config, weights) * (q![i]! - k![j]!) ** 2), shareOf);
  });
  const mixed = summed(maps, values).map((row) => row.map((value) => (paper ? value : Math.PI * value)));
  return Float64Array.from(mixed.flatMap((row, t) => row.map((value, c) => value + (residual ? x[t]![c]! : 0))));
};

/** Re of tr(ρσ) for the density matrices of the first m qubits, by their definition. */
export function traceOfProduct(query: Circuit, key: Circuit, m: number): number {
  const [kept, traced] = [2 ** m, 2 ** (query.nQubits - m)];
  const density = (circuit: Circuit): { re: Rows; im: Rows } => {
    const { re, im } = statevector(circuit);
    const entry = (a: number, c: number): [number, number] => {
      let [x, y] = [0, 0];
      for (let b = 0; b < traced; b++) {
        const [p, q] = [a * traced + b, c * traced + b];
        x += re[p]! * re[q]! + im[p]! * im[q]!;
        y += im[p]! * re[q]! - re[p]! * im[q]!;
      }
      return [x, y];
    };
    const all = Array.from({ length: kept }, (_, a) => Array.from({ length: kept }, (_unused, c) => entry(a, c)));
    return { re: all.map((row) => row.map(([x]) => x)), im: all.map((row) => row.map(([, y]) => y)) };
  };
  const [rho, sigma] = [density(query), density(key)];
  let trace = 0;
  for (let a = 0; a < kept; a++)
    for (let c = 0; c < kept; c++) trace += rho.re[a]![c]! * sigma.re[c]![a]! - rho.im[a]![c]! * sigma.im[c]![a]!;
  return trace;
}

const qmsan = (flat: Float64Array, weights: Weights, config: Config): Float64Array => {
  const { embedDim, nHeads: H = 1, nQubits, nLayers, causal, variant } = config;
  const x = rowsOf(flat, embedDim);
  const n = nQubits!;
  const positions = variant === "positional";
  const circuit = qmsanLayers(n, nLayers!, embedDim / H, { positions, entangled: config.entangled! });
  const at = (t: number, h: number, role: string): Circuit =>
    filled(circuit, headOf(x[t]!, h, H), weights[`${role}_params`]!, sinusoid(t, n));
  const values = x.map((_, t) =>
    Array.from({ length: H }, (_unused, h) => Array.from(expval(at(t, h, "value"), pauliReadout("oracle", n, embedDim / H)))).flat(),
  );
  const maps = Array.from({ length: H }, (_, h) =>
    mapOf(x.length, causal!, (i, j) => traceOfProduct(at(i, h, "query"), at(j, h, "key"), n / 2), shareOf),
  );
  return Float64Array.from(summed(maps, values).flat());
};

/** Closed form of ⟨Z_i⟩ after RX(x), RX(w) and a ring of CNOTs. */
function ringOfCosines(x: number[], w: ArrayLike<number>): number[] {
  const cosines = x.map((angle, j) => Math.cos(angle + w[j]!));
  const over = (from: number, to: number): number => cosines.slice(from, to + 1).reduce((product, cosine) => product * cosine, 1);
  return x.map((_, i) => (i === 0 ? over(1, x.length - 1) : over(0, i)));
}

const pqc = (flat: Float64Array, weights: Weights, config: Config): Float64Array => {
  const { embedDim, nHeads: H = 1, nQubits, causal } = config;
  const circuitMap = (rows: Rows, role: string): Rows =>
    rows.map((row) => rowsOf(row, nQubits!).flatMap((group) => ringOfCosines(group, weights[`${role}_params`]!)));
  const x = rowsOf(flat, embedDim);
  const [q, k] = ["query", "key"].map((role) => circuitMap(x, role));
  const dot = (a: number[], b: number[]): number => a.reduce((sum, value, c) => sum + value * b[c]!, 0);
  const maps = Array.from({ length: H }, (_, h) =>
    mapOf(x.length, causal!, (i, j) => dot(headOf(q![i]!, h, H), headOf(k![j]!, h, H)), softmax(betaOf(config, weights))),
  );
  return Float64Array.from(circuitMap(summed(maps, circuitMap(x, "value")), "combine_heads").flat());
};

/** Every score mechanism by its definition: literal circuits on the float64 reference simulator, plain loops elsewhere. */
export const ORACLES: Readonly<Record<string, (x: Float64Array, weights: Weights, config: Config) => Float64Array>> = {
  "scaled-dot-product": projecting((x, weights, { nHeads: H = 1 }, h) => {
    const [q, k] = ["q_proj", "k_proj"].map((name) => project(x, weights, name).map((row) => headOf(row, h, H)));
    return (i, j) => q![i]!.reduce((sum, value, c) => sum + value * k![j]![c]!, 0);
  }, betaOf),
  uniform: projecting(() => () => 0, betaOf),
  identity: projecting(() => (i, j) => (i === j ? 1e3 : 0), betaOf),
  "swap-test": projecting(
    amplitudeScore(swapTestCircuit),
    (config, weights) => betaOf(config, weights) / (config.variant === "reference" ? 2 : 1),
  ),
  "hadamard-overlap": projecting(amplitudeScore(hadamardTestCircuit), betaOf),
  smaldone: projecting((x, weights, { nHeads: H = 1, nQubits, nLayers }, h) => {
    const circuit = tokenPositionLayers(nQubits!, nLayers!, true);
    const places = rowsOf(weights["position_angles"]!, (nQubits! / 2) * nLayers!);
    const angles = project(x, weights, "token_angles").map((row) => headOf(row, h, H));
    const [q, k] = ["query", "key"].map((role) => angles.map((row, t) => filled(circuit, row, weights[`${role}_params`]!, places[t])));
    return (i, j) => ancilla(hadamardTestCircuit(q![i]!, k![j]!));
  }, betaOf),
  qksan: projecting((x, weights, { embedDim, nHeads: H = 1, nQubits, nLayers, entangled }, h) => {
    const circuit = reuploadingLayers(nQubits!, nLayers!, embedDim / H, entangled!);
    const [q, k] = ["query", "key"].map((role) => x.map((row) => filled(circuit, headOf(row, h, H), weights[`${role}_params`]!)));
    return (i, j) => probs(computeUncomputeCircuit(q![i]!, k![j]!))[0]!;
  }, betaOf),
  qsann,
  qmsan,
  "pqc-projections": pqc,
};
