/**
 * The arithmetic of every operation, exchangeable as one set: plain TypeScript (the oracle) or WebAssembly SIMD.
 *
 * Kernels check nothing, allocate no tensor and write every element of their output arguments. Matrices are row-major.
 * Letters: M rows, K inputs, N outputs of a linear map; B sequences of T tokens, D features, H heads; V table rows; C classes.
 */
export interface Kernels {
  readonly name: "plain" | "simd";

  /** y[M,N] = x[M,K]·w[K,N] + b[N]; no b, no bias. */
  linear(x: Float32Array, w: Float32Array, b: Float32Array | null, y: Float32Array, shape: LinearShape): void;
  /** dx = dy·wᵀ, dw = xᵀ·dy, db = column sums of dy. */
  linearGrad(
    x: Float32Array,
    w: Float32Array,
    dy: Float32Array,
    dx: Float32Array,
    dw: Float32Array,
    db: Float32Array | null,
    shape: LinearShape,
  ): void;

  /**
   * a[B,H,T,T] = softmax_j(q_i·k_j/√(D/H)) over the keys that query i may attend to, y[B,T,D] = a·v by head.
   * Rows of q, k and v lie `stride` floats apart; rows of y D apart. Returns the first sequence with a query that may attend to nothing, else −1.
   */
  attention(
    q: Float32Array,
    k: Float32Array,
    v: Float32Array,
    mask: Uint8Array | null,
    a: Float32Array,
    y: Float32Array,
    shape: AttentionShape,
  ): number;
  /** Gradients of the above; dq, dk and dv have the rows' stride of q, k and v. */
  attentionGrad(
    q: Float32Array,
    k: Float32Array,
    v: Float32Array,
    a: Float32Array,
    dy: Float32Array,
    dq: Float32Array,
    dk: Float32Array,
    dv: Float32Array,
    shape: AttentionShape,
  ): void;

  /**
   * Gram matrix of query and key states, out[B,H,T,T]: with `re` |⟨q_i|k_j⟩|² (re and, of complex states, im keep the overlap),
   * without it Re⟨q_i|k_j⟩.
   */
  stateGram(
    q: Float32Array,
    k: Float32Array,
    out: Float32Array,
    re: Float32Array | null,
    im: Float32Array | null,
    layout: GramLayout,
  ): void;
  /** Gradients of the above from what it kept. */
  stateGramGrad(
    q: Float32Array,
    k: Float32Array,
    re: Float32Array | null,
    im: Float32Array | null,
    dy: Float32Array,
    dq: Float32Array,
    dk: Float32Array,
    layout: GramLayout,
  ): void;
  /** a = softmax_j(scale·scores) over the keys that each query of [B,H,T,T] may attend to, 0 elsewhere; every query has one. */
  scoreSoftmax(scores: Float32Array, mask: Uint8Array | null, a: Float32Array, shape: PairShape, causal: boolean, scale: number): void;
  /** ds = scale·a·(dy − Σ_j a·dy) by row of T. */
  scoreSoftmaxGrad(a: Float32Array, dy: Float32Array, ds: Float32Array, T: number, scale: number): void;
  /** y[B,T,D] = a[B,H,T,T]·v[B,T,D] by head, heads side by side. */
  weightedValues(a: Float32Array, v: Float32Array, y: Float32Array, shape: PairShape, D: number): void;
  weightedValuesGrad(
    a: Float32Array,
    v: Float32Array,
    dy: Float32Array,
    da: Float32Array,
    dv: Float32Array,
    shape: PairShape,
    D: number,
  ): void;

  /**
   * Density matrices of the first qubits of states psi [2, rows, kept·traced], as real vectors out[rows, kept²]: by row a of ρ its
   * diagonal entry, then √2·Re and √2·Im of the entries right of it, so that tr(ρσ) is a dot product.
   */
  reducedStates(psi: Float32Array, out: Float32Array, shape: ReductionShape): void;
  reducedStatesGrad(psi: Float32Array, dy: Float32Array, dpsi: Float32Array, shape: ReductionShape): void;

  /**
   * y_b = Σ_k c_k M^k|0…0⟩ with M = Σ_j w_bj U_bj: U_bj turns the planes of `program` by half of angles[b,j], w complex [B,T,2], c real
   * [degree+1]; y[B,size] holds Re and Im of each amplitude in turn. `kept` (`polynomialLayout`) is for the gradient.
   */
  unitaryPolynomial(
    angles: Float32Array,
    weights: Float32Array,
    coefficients: Float32Array,
    y: Float32Array,
    kept: Float32Array,
    shape: PolynomialShape,
  ): void;
  unitaryPolynomialGrad(
    weights: Float32Array,
    coefficients: Float32Array,
    kept: Float32Array,
    dy: Float32Array,
    dAngles: Float32Array,
    dWeights: Float32Array,
    dCoefficients: Float32Array,
    shape: PolynomialShape,
  ): void;

  /**
   * y = Re(F⁻¹ U F x) with F the Fourier transform over the tokens of every channel and U_k, on the channels, a circuit by mode: it turns
   * the planes of `program` by half of angles[k]. x and y are [B,T,D], angles [K,P]; `kept` holds the turned modes, K·size floats a
   * sequence, sequences counted in fours.
   */
  spectralMix(x: Float32Array, angles: Float32Array, y: Float32Array, kept: Float32Array, shape: SpectralShape): void;
  spectralMixGrad(
    angles: Float32Array,
    kept: Float32Array,
    dy: Float32Array,
    dx: Float32Array,
    dAngles: Float32Array,
    shape: SpectralShape,
  ): void;

  /** hat = (x − mean)/√(variance + epsilon) by row, y = hat·g + b; rstd[M] keeps 1/√(…). */
  layerNorm(
    x: Float32Array,
    g: Float32Array,
    b: Float32Array,
    y: Float32Array,
    hat: Float32Array,
    rstd: Float32Array,
    M: number,
    D: number,
    epsilon: number,
  ): void;
  layerNormGrad(
    hat: Float32Array,
    rstd: Float32Array,
    g: Float32Array,
    dy: Float32Array,
    dx: Float32Array,
    dg: Float32Array,
    db: Float32Array,
    M: number,
    D: number,
  ): void;

  /** y = max(x, 0). */
  readonly relu: (x: Float32Array, y: Float32Array) => void;
  /** dx = dy where y > 0, else 0. */
  readonly reluGrad: (y: Float32Array, dy: Float32Array, dx: Float32Array) => void;
  /** y = x·Φ(x), Φ the normal cumulative distribution by erf; slope = Φ(x) + x·φ(x), the derivative. */
  readonly gelu: (x: Float32Array, y: Float32Array, slope: Float32Array) => void;
  readonly tanh: (x: Float32Array, y: Float32Array) => void;
  /** dx = dy·(1 − y²). */
  readonly tanhGrad: (y: Float32Array, dy: Float32Array, dx: Float32Array) => void;

  /** z = x + y. */
  readonly add: (x: Float32Array, y: Float32Array, z: Float32Array) => void;
  /** z = x·y, element by element. */
  readonly multiply: (x: Float32Array, y: Float32Array, z: Float32Array) => void;
  /** y[B,T,D] = x[B,T,D] + table[t] for position t. */
  readonly addPositions: (x: Float32Array, table: Float32Array, y: Float32Array, B: number, size: number) => void;

  /** y[i] = table[ids[i]]. Returns the first i whose id is outside [0, V), else −1. */
  embed(table: Float32Array, ids: Int32Array, y: Float32Array, V: number, D: number): number;
  /** dtable[id] = Σ dy[i] over ids[i] = id; the padding row stays 0 (paddingId −1: none). */
  embedGrad(ids: Int32Array, dy: Float32Array, dtable: Float32Array, D: number, paddingId: number): void;

  /** y[B,D] = mean of x[B,T,D] over the real tokens. Returns the first sequence without any, else −1. */
  meanPool(x: Float32Array, mask: Uint8Array | null, y: Float32Array, B: number, T: number, D: number): number;
  meanPoolGrad(dy: Float32Array, mask: Uint8Array | null, dx: Float32Array, B: number, T: number, D: number): void;
  /** y[b] = x[b, 0]. */
  firstPool(x: Float32Array, y: Float32Array, B: number, T: number, D: number): void;
  firstPoolGrad(dy: Float32Array, dx: Float32Array, B: number, T: number, D: number): void;

  /** loss[0] = mean of −ln softmax(logits)[label], dlogits its gradient. Returns the first row with a label outside [0, C), else −1. */
  crossEntropy(logits: Float32Array, labels: Int32Array, loss: Float32Array, dlogits: Float32Array, B: number, C: number): number;
}

export interface LinearShape {
  readonly M: number;
  readonly K: number;
  readonly N: number;
}

export interface AttentionShape {
  readonly B: number;
  readonly T: number;
  readonly D: number;
  readonly H: number;
  /** Floats between one token's row of q (or k, v) and the next. */
  readonly stride: number;
  /** Query i may attend to keys j ≤ i only. */
  readonly causal: boolean;
}

/** B sequences of T tokens with H heads: scores and weights are [B,H,T,T]. */
export interface PairShape {
  readonly B: number;
  readonly T: number;
  readonly H: number;
}

/** States in rows (b, t, h) of S floats, the imaginary parts `imaginary` floats after the real ones (0: real states). */
export interface GramLayout extends PairShape {
  readonly S: number;
  readonly imaginary: number;
}

/** States of kept·traced amplitudes: 2^m of the qubits that are kept times 2^(n−m) of those traced out. */
interface ReductionShape {
  readonly rows: number;
  readonly kept: number;
  readonly traced: number;
}

/** B sequences of T unitaries with P angles each, powers up to `degree` of their sum, on states of `size` = 2^(n+1) components. */
export interface PolynomialShape {
  readonly B: number;
  readonly T: number;
  readonly P: number;
  readonly degree: number;
  readonly size: number;
  /** [gates, start of each gate …], at each start [column of its angle, planes, components of each plane …]. */
  readonly program: Int32Array;
}

/**
 * What is kept of a sequence, in floats: cosines and sines of `lanes` unitaries from 0, powers M^k|0…0⟩ from `power`, states U_j M^(k−1)|0…0⟩
 * from `turned`; `row` floats in all. Unitaries are counted in fours; within a part each kernel set has an order of its own.
 */
export function polynomialLayout({ T, P, degree, size }: Omit<PolynomialShape, "program" | "B">): {
  readonly lanes: number;
  readonly power: number;
  readonly turned: number;
  readonly row: number;
} {
  const lanes = 4 * Math.ceil(T / 4);
  const power = 2 * lanes * P;
  const turned = power + degree * size;
  return { lanes, power, turned, row: turned + degree * lanes * size };
}

/** B sequences of T tokens of D channels, K ≥ T modes (a power of two) with P angles each, states of `size` ≥ 2D components. */
export interface SpectralShape {
  readonly B: number;
  readonly T: number;
  readonly D: number;
  readonly K: number;
  readonly P: number;
  readonly size: number;
  /** As of `PolynomialShape`. */
  readonly program: Int32Array;
  /** cos and sin of 2πj/K, over √K, for j < K. */
  readonly waves: Float32Array;
}
