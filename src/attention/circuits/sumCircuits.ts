import { Circuit } from "../../circuit/circuit";
import type { Operation } from "../../circuit/operation";
import { param, type Angle } from "../../circuit/parameter";
import { CircuitError } from "../../core/errors";
import { prefixedParameters } from "./prefixedParameters";
import { realPreparation } from "./realPreparation";
import { onWires, selectOperations } from "./selectOperations";

const gate = (name: "P" | "RY" | "CRY", wires: readonly number[], params: readonly Angle[] = []): Operation => ({
  gate: name,
  controls: [],
  wires,
  params,
  matrix: null,
});

const range = (from: number, n: number): number[] => Array.from({ length: n }, (_, i) => from + i);

/** Qubits that count `n` unitaries, at least one. */
export const indexQubits = (n: number): number => Math.max(1, Math.ceil(Math.log2(n)));

const phaseOf = (j: number): Angle => param(`phase${j}`);

function checkUnitaries(where: string, unitaries: readonly Circuit[]): number {
  const widths = new Set(unitaries.map(({ nQubits }) => nQubits));
  if (widths.size !== 1)
    throw new CircuitError(
      `${where}: ${unitaries.length} circuits of ${[...widths].join(", ")} qubits; pass at least one, all of one width`,
      {
        widths: [...widths],
      },
    );
  return unitaries[0]!.nQubits;
}

/**
 * A linear combination of unitaries as a block encoding: PREPARE Σ_j √share_j |j⟩ on the index qubits, SELECT e^{i·phase_j} U_j,
 * PREPARE undone. Where flag and index qubits then read 0 the others hold M|ψ⟩ with M = Σ_j share_j e^{i·phase_j} U_j.
 *
 * A flag qubit that is raised for one j after the other, ceil(log2 of how many) index qubits (at least one), then those of the
 * unitaries, all of one width. Slots: the unitaries' own;
 * `share0 …`, the RY angles of `amplitudeEmbedding` of √share, padded to a power of two; `phase0 …`. Source: Childs & Wiebe 1202.5822.
 *
 * @throws CircuitError unless all unitaries have as many qubits
 * @example
 * ```ts
 * const sum = lcuCircuit([circuit(1).x(0), circuit(1).z(0)]); // H|0⟩/√2 where flag and index qubit read 0
 * const [p] = probs(sum, { share0: Math.PI / 2, phase0: 0, phase1: 0 }); // 1/4
 * ```
 */
export function lcuCircuit(unitaries: readonly Circuit[]): Circuit {
  const n = checkUnitaries("lcuCircuit", unitaries);
  const m = indexQubits(unitaries.length);
  const [index, data] = [range(1, m), range(1 + m, n)];
  const prepare = realPreparation(m, "share");
  const select = selectOperations(unitaries, { flag: 0, index, data }, phaseOf);
  return Circuit.of(1 + m + n, [...onWires(prepare, index), ...select, ...onWires(prepare.inverse(), index)]);
}

/** Unary counting: k of the wires are 1, from the first on, with amplitudes by RY(power0), RY(power1) where power0 turned … */
const countPowers = (degree: number): Operation[] =>
  range(0, degree).map((k) => {
    const angle = param(`power${k}`);
    return k === 0 ? gate("RY", [0], [angle]) : gate("CRY", [k - 1, k], [angle]);
  });

/**
 * A polynomial of a linear combination of unitaries as a linear combination of its powers: where all ancillas read 0 the data qubits hold
 * Σ_k |c_k|/‖c‖₁ · e^{i·sign_k} M^k|ψ⟩, sign_0 = 0.
 *
 * The flag qubit of `lcuCircuit`, then `degree` qubits that count the power in unary (`powerAngles`), then one index register a factor M (`lcuCircuit`) under the control of
 * its counting qubit, then the data. Slots `power0 …`, `sign1 …` (each relative to the one before) and those of `lcuCircuit`. The paper
 * reuses one index register by quantum singular value transformation instead; the state and its probability are these.
 *
 * @throws CircuitError unless all unitaries have as many qubits
 * @example
 * ```ts
 * const square = polynomialCircuit([circuit(1).ry(0.3, 0)], 2); // flag, 2 counting qubits, 2 index qubits, 1 data qubit
 * const values = { power0: Math.PI, power1: Math.PI, sign1: 0, sign2: 0, share0: 0, phase0: 0 };
 * const [p] = probs(square, values); // cos² 0.3: M² is one RY by 0.6
 * ```
 */
export function polynomialCircuit(unitaries: readonly Circuit[], degree: number): Circuit {
  const n = checkUnitaries("polynomialCircuit", unitaries);
  const m = indexQubits(unitaries.length);
  const counting = range(1, degree);
  const registers = counting.map((_, k) => range(1 + degree + k * m, m));
  const data = range(1 + degree * (1 + m), n);
  const count = Circuit.of(degree, countPowers(degree));
  const prepare = realPreparation(m, "share");
  const factors = registers.flatMap((index, k) => [
    gate("P", [counting[k]!], [param(`sign${k + 1}`)]),
    ...selectOperations(unitaries, { flag: 0, index, data, controls: [counting[k]!] }, phaseOf),
  ]);
  const operations = [
    ...onWires(count, counting),
    ...registers.flatMap((register) => onWires(prepare, register)),
    ...factors,
    ...registers.flatMap((register) => onWires(prepare.inverse(), register)),
    ...onWires(count.inverse(), counting),
  ];
  return Circuit.of(1 + degree * (1 + m) + n, operations);
}

/**
 * The slots `power0 …` of `polynomialCircuit`: RY angles by which power k has the amplitude √(|c_k|/‖c‖₁).
 *
 * @example
 * ```ts
 * const [first, second] = powerAngles([0.5, 0, -0.5]); // π/2: half the weight is of powers above 0; then π: none of it is of power 1
 * ```
 */
export function powerAngles(coefficients: ArrayLike<number>): number[] {
  const sizes = Array.from(coefficients, Math.abs);
  return sizes
    .slice(0, -1)
    .map((size, k) => 2 * Math.atan2(Math.sqrt(sizes.slice(k + 1).reduce((sum, each) => sum + each, 0)), Math.sqrt(size)));
}

/** One copy of a circuit a token, slots `t0_…`, `t1_…`. */
export const tokenCircuits = (circuit: Circuit, T: number): Circuit[] => range(0, T).map((t) => prefixedParameters(circuit, `t${t}_`));
