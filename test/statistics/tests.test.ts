import { describe, expect, it } from "vitest";
import fc from "fast-check";
import {
  bootstrapInterval,
  effectSize,
  equivalenceTest,
  holm,
  mcNemar,
  pairedPower,
  permutationTest,
  Random,
  summarise,
  wilcoxonSignedRank,
} from "quantum-attention";

/** Darwin's 15 pairs of cross- and self-fertilised maize, eighths of an inch (Fisher, The Design of Experiments, §17). */
const DARWIN = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48];

describe("summarise", () => {
  it("gives Darwin's mean, sd and t of the textbook", () => {
    const { n, mean, sd } = summarise(DARWIN);
    expect(mean).toBeCloseTo(20.9333, 4);
    expect(sd).toBeCloseTo(37.7444, 4);
    expect(mean / (sd / Math.sqrt(n))).toBeCloseTo(2.148, 3);
    expect(summarise([3])).toEqual({ n: 1, mean: 3, sd: 0 });
    expect(() => summarise([])).toThrow("summarise: values is empty");
    expect(() => summarise([1, NaN])).toThrow("values[1] is NaN");
  });
});

describe("wilcoxonSignedRank", () => {
  it("agrees with R on Darwin's maize and on the depression scores of Hollander and Wolfe", () => {
    expect(wilcoxonSignedRank(DARWIN)).toEqual({ statistic: 96, n: 15, p: expect.closeTo(0.041259765625, 12) as number });
    const first = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
    const second = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
    const found = wilcoxonSignedRank(first.map((value, i) => value - second[i]!));
    expect(found).toEqual({ statistic: 40, n: 9, p: expect.closeTo(0.0390625, 12) as number });
  });

  // The largest W significant at 5 %, two-sided: the table of Wilcoxon and Wilcox (1964), in every textbook.
  const CRITICAL = { 6: 0, 7: 2, 8: 3, 9: 5, 10: 8, 11: 10, 12: 13, 13: 17, 14: 21, 15: 25, 16: 29, 17: 34, 18: 40, 19: 46, 20: 52 };
  it.each(Object.entries(CRITICAL))("has the published critical value at n = %s", (size, critical) => {
    const withRankSum = (w: number): number[] => {
      let left = w;
      const signs = new Map<number, number>();
      for (let rank = Number(size); rank > 0; rank--) if (rank <= left) left -= signs.set(rank, -1) && rank;
      return Array.from({ length: Number(size) }, (_, i) => (i + 1) * (signs.get(i + 1) ?? 1));
    };
    expect(wilcoxonSignedRank(withRankSum(critical)).p).toBeLessThanOrEqual(0.05);
    expect(wilcoxonSignedRank(withRankSum(critical + 1)).p).toBeGreaterThan(0.05);
  });

  it("is exact with ties and zeros: equal to the enumeration of all signs", () => {
    const integers = fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(integers, (differences) => {
        // A scale that no binary fraction has: ties must survive rounding.
        const found = wilcoxonSignedRank(differences.map((d) => d * 0.1 + 0.7 - 0.7));
        expect(found.p).toBeCloseTo(enumeratedWilcoxon(differences), 12);
      }),
      { seed: 5, numRuns: 200 },
    );
    expect(wilcoxonSignedRank([0, 0, 0]).p).toBe(1);
  });
});

function enumeratedWilcoxon(differences: readonly number[]): number {
  const kept = differences.filter((d) => d !== 0);
  const rank = (d: number): number =>
    kept.filter((e) => Math.abs(e) < Math.abs(d)).length + (kept.filter((e) => Math.abs(e) === Math.abs(d)).length + 1) / 2;
  const ranks = kept.map(rank);
  const observed = ranks.reduce((sum, r, i) => sum + (kept[i]! > 0 ? r : 0), 0);
  let [below, above] = [0, 0];
  for (let signs = 0; signs < 2 ** kept.length; signs++) {
    const sum = ranks.reduce((total, r, i) => total + ((signs >> i) & 1) * r, 0);
    if (sum <= observed) below++;
    if (sum >= observed) above++;
  }
  return Math.min(1, (2 * Math.min(below, above)) / 2 ** kept.length);
}

describe("permutationTest", () => {
  it("gives Fisher's 1726 of 32768 for Darwin's maize", () => {
    expect(permutationTest(DARWIN, new Random(1))).toBeCloseTo(1726 / 32768, 12);
  });

  it("samples beyond 20 pairs, within 5 sigma of the exact value of the same numbers", () => {
    const zeros = new Array<number>(10).fill(0); // change nothing in the sum
    const p = 1726 / 32768;
    expect(Math.abs(permutationTest([...DARWIN, ...zeros], new Random(1)) - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / 99999));
    expect(permutationTest([0, 0], new Random(1))).toBe(1);
    expect(permutationTest([3], new Random(1))).toBe(1);
  });
});

describe("bootstrapInterval", () => {
  it("agrees with two million resamples drawn elsewhere, and repeats by seed", () => {
    const [low, high] = bootstrapInterval(DARWIN, { random: new Random(1) });
    // numpy: [−7.886, 38.203]; 9999 resamples leave a standard error of 0.43 and 0.23 on the two ends.
    expect(Math.abs(low + 7.886)).toBeLessThan(5 * 0.43);
    expect(Math.abs(high - 38.203)).toBeLessThan(5 * 0.23);
    expect(bootstrapInterval(DARWIN, { random: new Random(1) })).toEqual([low, high]);
    expect(bootstrapInterval(DARWIN, { random: new Random(2) })).not.toEqual([low, high]);
  });

  it("does not explode where one pair in twenty stands far out", () => {
    const values = [...Array.from({ length: 19 }, (_, i) => (i - 9) / 1000), 0.33];
    const [low, high] = bootstrapInterval(values, { random: new Random(1) });
    // numpy, two million resamples: [−.00448, .05310], and .2927 above without the floor; the standard errors are .00009 and .00008.
    expect(Math.abs(low + 0.00448)).toBeLessThan(5 * 0.00009);
    expect(Math.abs(high - 0.0531)).toBeLessThan(5 * 0.00008);
  });

  it.each(["normal", "uniform", "laplace", "exponential"] as const)(
    "covers the true mean in about 95 of 100 %s samples of ten",
    (shape) => {
      const source = new Random(11).split(shape);
      const draw = {
        normal: () => source.normal(),
        uniform: () => source.uniform() - 0.5,
        laplace: () => laplace(source),
        exponential: () => -Math.log(1 - source.uniform()) - 1,
      }[shape];
      const trials = 400;
      let covered = 0;
      for (let trial = 0; trial < trials; trial++) {
        const values = Array.from({ length: 10 }, draw);
        const [low, high] = bootstrapInterval(values, { random: source.split(trial), resamples: 499 });
        if (low <= 0 && high >= 0) covered++;
      }
      expect(covered / trials).toBeGreaterThan(0.95 - 3 * Math.sqrt((0.95 * 0.05) / trials) - 0.01); // −.01: 499 resamples, n = 10
      expect(covered / trials).toBeLessThan(0.99);
    },
  );

  it("stays finite where resamples have no spread, and for tiny samples", () => {
    const sparse = bootstrapInterval([0, 0, 0, 0, 0, 0, 0, 0, 0.005, 0.005], { random: new Random(1) });
    expect(sparse.every(Number.isFinite)).toBe(true);
    expect(sparse[0]).toBeLessThan(0.001);
    expect(sparse[1]).toBeGreaterThan(0.001);
    expect(bootstrapInterval([0.3], { random: new Random(1) })).toEqual([0.3, 0.3]);
    expect(bootstrapInterval([2, 2, 2, 2, 2, 2], { random: new Random(1) })).toEqual([2, 2]);
    // t table: 4.303 at two degrees of freedom.
    const [low, high] = bootstrapInterval([1, 2, 3], { random: new Random(1) });
    expect([low, high]).toEqual([expect.closeTo(2 - 4.3027 / Math.sqrt(3), 4), expect.closeTo(2 + 4.3027 / Math.sqrt(3), 4)]);
  });
});

function laplace(random: Random): number {
  const u = random.uniform() - 0.5;
  return -Math.sign(u) * Math.log(1 - 2 * Math.abs(u));
}

describe("holm", () => {
  it("adjusts the textbook family and keeps the order given", () => {
    holm([0.01, 0.04, 0.03, 0.005]).forEach((p, i) => expect(p).toBeCloseTo([0.03, 0.06, 0.06, 0.02][i]!, 12));
    expect(holm([0.6, 0.7])).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
    expect(() => holm([1.2])).toThrow("pValues[0]");
  });
});

describe("equivalenceTest", () => {
  it("has p = 5 % where the t table says so, and takes the worse side", () => {
    const standard = [-1.5, -1, -0.8, -0.4, -0.1, 0.1, 0.4, 0.8, 1, 1.5];
    const { sd } = summarise(standard);
    const error = sd / Math.sqrt(10);
    expect(equivalenceTest(standard, 1.8331 * error)).toBeCloseTo(0.05, 4); // t(.95; 9) = 1.833
    const moved = standard.map((d) => d + 0.5 * error);
    expect(equivalenceTest(moved, (0.5 + 2.8214) * error)).toBeCloseTo(0.01, 4); // t(.99; 9) = 2.821
  });

  it("needs two pairs, and decides without spread by the margin", () => {
    expect(equivalenceTest([0], 0.02)).toBe(1);
    expect(equivalenceTest([0.01, 0.01], 0.02)).toBe(0);
    expect(equivalenceTest([0.03, 0.03], 0.02)).toBe(1);
    expect(() => equivalenceTest([0, 0], 0)).toThrow("margin");
  });
});

describe("pairedPower", () => {
  it.each([
    [10, 1, 0.8030962],
    [20, 0.5, 0.5645044],
    [34, 0.5, 0.8077775],
    [15, 0.8, 0.8213105],
  ])("agrees with R's power.t.test at n = %d, d = %d", (n, effect, power) => {
    expect(pairedPower({ n, sd: 1, effect })).toBeCloseTo(power, 5);
    expect(pairedPower({ n, sd: 2, effect: -2 * effect })).toBeCloseTo(power, 5);
  });

  it("is alpha without an effect, grows with it to one, and knows its limits", () => {
    const powers = [0, 0.5, 1, 2, 5, 20, 1000].map((effect) => pairedPower({ n: 10, sd: 1, effect }));
    expect(powers[0]).toBeCloseTo(0.05, 8);
    powers.slice(1).forEach((power, i) => expect(power).toBeGreaterThanOrEqual(powers[i]!));
    expect(powers.at(-1)).toBe(1);
    expect(pairedPower({ n: 1, sd: 0, effect: 1 })).toBe(0);
    expect(pairedPower({ n: 5, sd: 0, effect: 1 })).toBe(1);
  });
});

describe("mcNemar", () => {
  const rows = (onlyA: number, onlyB: number, both: number): [boolean[], boolean[]] => [
    [...new Array<boolean>(onlyA + both).fill(true), ...new Array<boolean>(onlyB).fill(false)],
    [...new Array<boolean>(onlyA).fill(false), ...new Array<boolean>(both + onlyB).fill(true)],
  ];

  it("agrees with R on Agresti's approval ratings", () => {
    const found = mcNemar(...rows(150, 86, 794));
    expect(found).toMatchObject({ onlyA: 150, onlyB: 86 });
    expect(found.chiSquare).toBeCloseTo(16.8178, 4);
    expect(found.pChiSquare).toBeCloseTo(4.115e-5, 8);
  });

  it("is exact: R's binom.test(59, 180) and (3, 20); the same rows right mean p = 1", () => {
    expect(mcNemar(...rows(121, 59, 0)).p / 4.43444926e-6).toBeCloseTo(1, 6);
    expect(mcNemar(...rows(3, 17, 5)).p).toBeCloseTo(0.0025768280029, 12);
    expect(mcNemar([true, false], [true, false])).toMatchObject({ p: 1, chiSquare: 0 });
    expect(mcNemar([true, false], [false, true]).p).toBeCloseTo(1, 12);
    expect(() => mcNemar([true], [])).toThrow("the same rows, got 1 and 0");
  });
});

describe("effectSize", () => {
  it("standardises by the sd of the differences", () => {
    const found = effectSize(DARWIN);
    expect(found.cohenDz).toBeCloseTo(20.9333 / 37.7444, 4);
    expect(found.hedgesGz).toBeCloseTo((20.9333 / 37.7444) * (1 - 3 / 55), 4);
    expect(found.signBalance).toBeCloseTo(11 / 15, 12);
    expect(effectSize([1, 1])).toEqual({ cohenDz: null, hedgesGz: null, signBalance: 1 });
  });
});
