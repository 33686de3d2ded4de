import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import {
  bagOfWordsAccuracy,
  buildVocabulary,
  DataError,
  dataManifest,
  encodeTexts,
  loadSentences,
  majorityAccuracy,
  Random,
  SENTENCE_SETS,
  sentencesTable,
  sentenceTask,
  splitSentences,
  splitWords,
} from "quantum-attention";
import { packageRoot } from "../../src/core/packageRoot";
import { readDataFiles, type ManifestRow } from "../../src/data/manifest";

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("tokenizer", () => {
  it("splits into lower-case words, numbers and inner apostrophes", () => {
    expect(splitWords("Crust isn't good... 5 STARS, café 'quoted'!")).toEqual(["crust", "isn't", "good", "5", "stars", "café", "quoted"]);
    expect(splitWords("...")).toEqual([]);
  });

  it("orders the vocabulary by frequency, then alphabet, after padding and unknown", () => {
    expect(buildVocabulary(["b a c", "b c d", "b"], 5).words).toEqual(["<pad>", "<unknown>", "b", "c", "a"]);
    expect(() => buildVocabulary(["a"], 2)).toThrow("size must be an integer at least 3, got 2");
  });

  it("pads, cuts, marks unknown words and never leaves a row empty", () => {
    const vocabulary = buildVocabulary(["so good"], 10); // good 2, so 3
    const { tokens, mask } = encodeTexts(["So very good!", "good so good so", "?"], vocabulary, 3);
    expect(Array.from(tokens)).toEqual([3, 1, 2, 2, 3, 2, 1, 0, 0]);
    expect(Array.from(mask)).toEqual([1, 1, 1, 1, 1, 1, 1, 0, 0]);
  });
});

describe("manifest", () => {
  const folder = mkdtempSync(join(tmpdir(), "manifest-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("states source, licence, checksum and counts of every set, and the files agree", () => {
    for (const row of dataManifest()) {
      expect(row.source.length).toBeGreaterThan(20);
      expect(row.licence.length).toBeGreaterThan(2);
      expect(row.counts.classes.reduce((sum, count) => sum + count, 0)).toBe(row.counts.rows);
      expect(readDataFiles(row)).toHaveLength(row.files.length);
    }
  });

  it("refuses a changed or missing file and a missing package, by name and with the cure", () => {
    const yelp = dataManifest().find((row) => row.name === "yelp")!;
    const changed: ManifestRow = { ...yelp, files: [{ path: yelp.files[0]!.path, sha256: "0".repeat(64) }] };
    expect(() => readDataFiles(changed)).toThrow(DataError);
    expect(() => readDataFiles(changed)).toThrow(/yelp\.json of data set yelp has checksum 9f3f.*not 0000.*npm install sentiment@5\.0\.2/);
    const missing: ManifestRow = { ...yelp, files: [{ path: "test/none.json", sha256: "" }] };
    expect(() => readDataFiles(missing)).toThrow(/cannot read .*none\.json/);
    expect(() => readDataFiles({ ...yelp, package: "no-such-package" })).toThrow("needs the package no-such-package");
  });

  it("sees a single changed byte", () => {
    const yelp = dataManifest().find((row) => row.name === "yelp")!;
    const original = require.resolve("sentiment/package.json").replace("package.json", yelp.files[0]!.path);
    const copy = join(folder, "yelp.json");
    copyFileSync(original, copy);
    const text = readFileSync(copy, "utf8");
    writeFileSync(copy, text.replace("Loved", "Hated"));
    const row: ManifestRow = { ...yelp, package: null, files: [{ ...yelp.files[0]!, path: relative(join(packageRoot(), "data"), copy) }] };
    expect(() => readDataFiles(row)).toThrow(/yelp\.json of data set yelp has checksum .* restore it from the repository/);
  });
});

describe("labelled sentences", () => {
  it.each(SENTENCE_SETS)("%s has 500 sentences of each class, as a danfo table", async (name) => {
    const table = await sentencesTable(name);
    expect(table.shape).toEqual([1000, 2]);
    expect(table.columns).toEqual(["text", "class"]);
    const { texts, labels } = await loadSentences(name);
    expect(labels.reduce((sum, label) => sum + label, 0)).toBe(500);
    expect(texts.every((text) => splitWords(text).length > 0)).toBe(true);
  });

  it("becomes a task split by seed, with the training split's words and a mask on the padding", async () => {
    const task = await sentenceTask("yelp", 42);
    expect([task.train.size, task.validation.size, task.test.size]).toEqual([600, 200, 200]);
    const all = [...task.texts!.train, ...task.texts!.validation, ...task.texts!.test];
    expect([...all].sort()).toEqual([...(await loadSentences("yelp")).texts].sort());
    expect(task.words).toEqual(buildVocabulary(task.texts!.train, 500).words);
    expect(task.words).toHaveLength(500);
    for (const split of [task.train, task.validation, task.test]) {
      expect(split).toMatchObject({ seqLen: 24, vocabSize: 500, nClasses: 2 });
      expect(Array.from(split.mask!)).toEqual(Array.from(split.tokens, (token) => Number(token !== 0)));
      for (let row = 0; row < split.size; row++) expect(split.mask![row * 24]).toBe(1);
    }
    const again = await sentenceTask("yelp", 42);
    expect(again.test.tokens).toEqual(task.test.tokens);
    expect(new Set((await sentenceTask("yelp", 43)).texts!.test)).not.toEqual(new Set(task.texts!.test));
  });

  it.each([
    ["yelp", 0.804],
    ["imdb", 0.761],
    ["amazon", 0.821],
  ] as const)("%s: bag of words reaches the published %d within 3 points on 800/200 splits", async (name, published) => {
    const sentences = await loadSentences(name);
    const tasks = Array.from({ length: 10 }, (_, seed) => splitSentences(name, sentences, new Random(seed), [800, 0, 200]));
    expect(Math.abs(mean(tasks.map((task) => bagOfWordsAccuracy(task))) - published)).toBeLessThan(0.03);
    expect(Math.abs(mean(tasks.map((task) => majorityAccuracy(task))) - 0.5)).toBeLessThan(0.05);
  });
});
