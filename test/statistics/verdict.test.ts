import { describe, expect, it } from "vitest";
import { claimVerdict, comparableVerdict, comparePaired, judgeFamily, Random, verdict } from "quantum-attention";

/** Paired numbers: a shared part that pairing removes, and a difference of known mean and spread. */
function planted(n: number, difference: number, spread: number, seed: number): [number[], number[]] {
  const random = new Random(seed);
  const b = Array.from({ length: n }, () => 0.15 + 0.03 * random.normal());
  return [b.map((value) => value + difference + spread * random.normal()), b];
}

describe("verdict", () => {
  it("says each word where its definition holds", () => {
    const evidence = { interval: [-0.08, -0.03], p: 0.002, equivalenceP: 0.98, better: "lower" } as const;
    expect(verdict(evidence)).toBe("ahead");
    expect(verdict({ ...evidence, better: "higher" })).toBe("behind");
    expect(verdict({ ...evidence, p: 0.06 })).toBe("no evidence");
    expect(verdict({ ...evidence, interval: [-0.08, 0.001] })).toBe("no evidence");
    expect(verdict({ ...evidence, interval: [-0.01, -0.001], equivalenceP: 0.01 })).toBe("equivalent");
    expect(verdict({ ...evidence, equivalenceP: null })).toBe("ahead");
    expect(claimVerdict(evidence)).toBe("confirmed");
    expect(claimVerdict({ ...evidence, better: "higher" })).toBe("refuted");
    expect(claimVerdict({ ...evidence, p: 0.06 })).toBe("no evidence");
    expect(comparableVerdict(evidence, 0.02)).toBe("refuted");
    expect(comparableVerdict({ ...evidence, interval: [-0.08, -0.01] }, 0.02)).toBe("no evidence");
    expect(comparableVerdict({ ...evidence, equivalenceP: 0.01 }, 0.02)).toBe("confirmed");
    expect(() => verdict({ ...evidence, interval: [1, 0] })).toThrow("[1, 0]");
    expect(() => verdict({ ...evidence, p: 2 })).toThrow("verdict: p");
  });
});

describe.each([10, 20])("comparePaired on planted data, n = %d", (n) => {
  const words = (difference: number, spread: number, better: "lower" | "higher" = "lower"): string[] =>
    Array.from(
      { length: 20 },
      (_, seed) => comparePaired(...planted(n, difference, spread, seed), { better, margin: 0.02, resamples: 999 }).verdict,
    );

  it("finds a known win, a known loss and equality", () => {
    expect(new Set(words(-0.06, 0.03))).toEqual(new Set(["ahead"]));
    expect(new Set(words(0.06, 0.03))).toEqual(new Set(["behind"]));
    expect(new Set(words(0.06, 0.03, "higher"))).toEqual(new Set(["ahead"]));
    expect(new Set(words(0, 0.004))).toEqual(new Set(["equivalent"]));
  });

  it.each([
    ["normal", (random: Random) => random.normal()],
    ["heavy-tailed", (random: Random) => random.normal() / Math.sqrt(1e-3 + random.uniform())],
    ["counted in steps of half a point, with ties and zeros", (random: Random) => Math.round(random.normal() * 2) / 2],
  ])("does not find wins in %s noise more often than in 5 of 100 draws plus 3 sigma, over 1000", (_, noise) => {
    const random = new Random(77 + n);
    const found = { ahead: 0, behind: 0, equivalent: 0, "no evidence": 0 };
    for (let draw = 0; draw < 1000; draw++) {
      const a = Array.from({ length: n }, () => 0.9 + 0.1 * noise(random));
      const b = Array.from({ length: n }, () => 0.9 + 0.1 * noise(random));
      found[comparePaired(a, b, { better: "higher", margin: 0.02, seed: draw, resamples: 199 }).verdict]++;
    }
    const bound = 1000 * (0.05 + 3 * Math.sqrt((0.05 * 0.95) / 1000));
    expect(found.ahead + found.behind).toBeLessThan(bound);
    expect(found["no evidence"]).toBeGreaterThan(1000 - bound);
  });
});

describe("judgeFamily", () => {
  it("keeps any false win in a family of 12 noise comparisons below 5 % plus 3 sigma of 300 families", () => {
    const random = new Random(9);
    let familiesWithFalseWin = 0;
    for (let family = 0; family < 300; family++) {
      const noise = Array.from({ length: 12 }, (_, k) => {
        const [a, b] = [0, 1].map(() => Array.from({ length: 12 }, () => random.normal()));
        return comparePaired(a!, b!, { better: "higher", margin: 0.02, seed: k, resamples: 199 });
      });
      if (judgeFamily(noise).some((found) => found.verdict === "ahead" || found.verdict === "behind")) familiesWithFalseWin++;
    }
    expect(familiesWithFalseWin).toBeLessThan(300 * (0.05 + 3 * Math.sqrt((0.05 * 0.95) / 300)));
  });

  it("keeps a clear win and the order, and takes back one that the family does not bear", () => {
    const clear = comparePaired(...planted(20, -0.06, 0.03, 1), { better: "lower", margin: 0.02 });
    const weak = comparePaired([2, 3, 4, 5, 6, 8], [1, 2, 3, 4, 5, 6], { better: "higher", margin: null });
    const judged = judgeFamily([weak, clear, weak]);
    expect(weak.verdict).toBe("ahead");
    expect(judged.map((found) => found.verdict)).toEqual(["no evidence", "ahead", "no evidence"]);
    expect(judged.map((found) => found.pHolm)).toEqual([0.0625, 3 * clear.p, 0.0625]);
  });
});

describe("comparePaired", () => {
  it("reports every number of the comparison", () => {
    const [a, b] = planted(12, -0.05, 0.02, 3);
    const found = comparePaired(a, b, { better: "lower", margin: 0.02 });
    expect(found).toMatchObject({ wins: expect.any(Number) as number, verdict: "ahead" });
    expect(found.wins + found.losses).toBe(12);
    expect(found.interval[0]).toBeLessThan(found.difference);
    expect(found.interval[1]).toBeGreaterThan(found.difference);
    expect(found.permutationP).toBeLessThan(0.01);
    expect(found.power).toBeGreaterThan(0.5);
    expect(found).toEqual(comparePaired(a, b, { better: "lower", margin: 0.02 }));
    const mirrored = comparePaired(b, a, { better: "lower", margin: 0.02 });
    expect(mirrored).toMatchObject({ verdict: "behind", p: found.p, wins: found.losses });
  });

  it("says so when there is too little data or no difference at all", () => {
    expect(comparePaired([0.1], [0.5], { better: "lower", margin: 0.02 }).verdict).toBe("no evidence");
    expect(comparePaired([1, 2, 3, 4, 5], [2, 3, 4, 5, 7], { better: "lower", margin: 0.02 }).verdict).toBe("no evidence");
    const same = [0.5, 0.6, 0.5, 0.6, 0.5, 0.6];
    expect(comparePaired(same, same, { better: "lower", margin: 0.02 }).verdict).toBe("equivalent");
    expect(comparePaired([0.5, 0.6], [0.5, 0.6], { better: "lower", margin: 0.02 }).verdict).toBe("no evidence");
    expect(comparePaired([0.5, 0.6], [0.5, 0.6], { better: "lower", margin: null })).toMatchObject({ verdict: "no evidence", power: null });
  });

  it("refuses numbers that are not paired or not numbers, and options it does not know", () => {
    expect(() => comparePaired([1], [1, 2], { better: "lower", margin: null })).toThrow("got 1 and 2");
    expect(() => comparePaired([1, NaN], [1, 2], { better: "lower", margin: null })).toThrow("a[1] is NaN");
    const misspelt = { better: "lower", margin: null, sed: 3 } as const;
    expect(() => comparePaired([1], [1], misspelt)).toThrow('unknown option "sed"');
  });
});

describe("comparePaired with few pairs", () => {
  it.each([1, 2, 3, 4, 5])("never finds anything in %d pairs, however clear they look", (n) => {
    const b = Array.from({ length: n }, (_, seed) => 0.15 + 0.001 * seed);
    for (const difference of [0, 0.0001, -0.5, 0.5]) {
      const a = b.map((value, seed) => value + difference + 1e-6 * (seed % 2));
      const found = comparePaired(a, b, { better: "lower", margin: 0.02, resamples: 999 });
      expect(found).toMatchObject({ verdict: "no evidence", equivalenceP: null });
      expect(judgeFamily([found])[0]!.verdict).toBe("no evidence");
    }
  });

  it("may from six pairs on", () => {
    const b = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6];
    const against = (difference: number) =>
      comparePaired(b.map((value, seed) => value + difference + 1e-4 * seed), b, { better: "lower", margin: 0.02 }).verdict; // prettier-ignore
    expect([against(0), against(-0.5), against(0.5)]).toEqual(["equivalent", "ahead", "behind"]);
  });
});
