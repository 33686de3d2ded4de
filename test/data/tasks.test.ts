import { describe, expect, it } from "vitest";
import {
  bagOfWordsAccuracy,
  bigramPerplexity,
  corpusDifficulty,
  corpusNames,
  dataManifest,
  datasetFrame,
  generatedManifest,
  loadCorpus,
  loadTask,
  majorityAccuracy,
  meaningSentences,
  nextTokenPairs,
  relativeClauses,
  rowsChecksum,
  syntheticBayes,
  taskDifficulty,
  taskNames,
  type SequenceDataset,
  type Task,
  type TokenRows,
  unigramPerplexity,
  wordAtPositionAccuracy,
} from "quantum-attention";

const rowsOf = ({ tokens, seqLen, size }: SequenceDataset): number[][] =>
  Array.from({ length: size }, (_, row) => Array.from(tokens.subarray(row * seqLen, (row + 1) * seqLen)));

const sizes = (task: Task): number[] => [task.train.size, task.validation.size, task.test.size];

describe("grammars", () => {
  it("has the 162 sentences of meaning classification, 81 a topic", () => {
    const sentences = meaningSentences();
    expect(new Set(sentences.map(({ text }) => text)).size).toBe(162);
    expect(sentences.filter(({ label }) => label === 1)).toHaveLength(81);
    const texts = sentences.map(({ text }) => text);
    for (const text of ["man prepares sauce", "skillful woman debugs program", "person cooks tasty dinner"]) expect(texts).toContain(text);
    for (const { text, label } of sentences) expect([text, /(program|application|software)$/.test(text)]).toEqual([text, label === 1]);
  });

  it("has relative clauses whose classes differ in word order alone", () => {
    const clauses = relativeClauses();
    const bag = ({ text }: { text: string }): string => text.split(" ").sort().join(" ");
    const bags = (label: number): string[] =>
      clauses
        .filter((clause) => clause.label === label)
        .map(bag)
        .sort();
    expect(bags(1)).toEqual(bags(0));
    for (const { text, label } of clauses)
      expect([text, /^\w+ that \w+ (detects|helps|uses|follows)$/.test(text)]).toEqual([text, label === 1]);
    expect(new Set(clauses.map(({ text }) => text)).size).toBe(448);
  });

  it("splits both at their published sizes, balanced and without a sentence in two splits", async () => {
    const mc = await loadTask("mc", 3);
    expect(sizes(mc)).toEqual([70, 30, 30]);
    const rp = await loadTask("rp", 3);
    expect(sizes(rp)).toEqual([74, 31, 31]);
    for (const task of [mc, rp]) {
      const all = [task.train, task.validation, task.test];
      expect(new Set(Object.values(task.texts!).flat()).size).toBe(all.reduce((sum, split) => sum + split.size, 0));
      const labels = all.flatMap((split) => Array.from(split.labels));
      expect(labels.filter((label) => label === 1)).toHaveLength(labels.length / 2);
      const words = task.train.tokens.slice(0, 4);
      const text = Array.from(words)
        .filter((_, t) => task.train.mask![t] === 1)
        .map((id) => task.words[id]);
      expect(text.join(" ")).toBe(task.texts!.train[0]);
    }
  });
});

describe("order tasks", () => {
  it("label their rows by their rule", async () => {
    const rules: Record<string, (row: number[], words: readonly string[]) => number> = {
      "word-order": (row, words) => Number(row.indexOf(words.indexOf("<before>")) < row.indexOf(words.indexOf("<after>"))),
      "first-token": ([first], words) => Number(words[first!]! >= "e"),
      "pair-parity": (row) => (row[0]! + row[5]!) % 2,
      recall: (row, words) => {
        const query = words[row[4]!]!.replace("?", "=");
        return Number(
          row
            .slice(0, 4)
            .map((token) => words[token]!)
            .find((pair) => pair.startsWith(query))!
            .slice(-1),
        );
      },
    };
    for (const [name, rule] of Object.entries(rules)) {
      const task = await loadTask(name, 5);
      expect(sizes(task)).toEqual([600, 200, 200]);
      for (const split of [task.train, task.test]) {
        rowsOf(split).forEach((row, i) => expect(rule(row, task.words)).toBe(split.labels[i]));
      }
    }
  });

  it("cannot be had by counting words; recall and parity not by any linear view", async () => {
    // 3 seeds · 200 rows of a fair coin: standard deviation .02; a fitted linear model may find chance structure of its training rows.
    const chance = (accuracy: number): void => expect(Math.abs(accuracy - 0.5)).toBeLessThan(5 * Math.sqrt(0.25 / 600));
    const report = async (name: string): ReturnType<typeof taskDifficulty> => taskDifficulty(name, [0, 1, 2]);
    const order = await report("word-order");
    chance(order.bagOfWords);
    expect(order).toMatchObject({ task: "word-order", bayes: 1 });
    expect(order.wordAtPosition).toBeGreaterThan(0.97);
    expect((await report("first-token")).wordAtPosition).toBe(1);
    for (const name of ["pair-parity", "recall"]) {
      const { majority, bagOfWords, wordAtPosition, bigrams } = await report(name);
      [majority, bagOfWords, wordAtPosition].forEach(chance);
      expect(bigrams).toBeLessThan(0.75);
    }
  });
});

describe("difficulty", () => {
  it("tells that any noun decides meaning classification and that order decides relative clauses", async () => {
    const seeds = [0, 1, 2, 3, 4];
    const mc = await taskDifficulty("mc", seeds);
    expect(mc).toMatchObject({ bagOfWords: 1, bayes: 1 });
    const rp = await taskDifficulty("rp", seeds);
    expect(rp.bagOfWords).toBeLessThan(0.6);
    expect(rp.wordAtPosition).toBeGreaterThan(0.95);
  });

  it("knows the Bayes rate of the synthetic task, which a bag of words nearly reaches", async () => {
    const report = await taskDifficulty("synthetic", [0, 1, 2]);
    const { accuracy } = syntheticBayes();
    expect(report.bayes).toBe(accuracy);
    expect(report.bagOfWords).toBeGreaterThan(0.85);
    expect(report.bagOfWords).toBeLessThan(accuracy + 5 * Math.sqrt((accuracy * (1 - accuracy)) / 600));
    await expect(taskDifficulty("synthetic", [])).rejects.toThrow("there are no seeds");
  });
});

describe("digits", () => {
  it("pools 10,000 digits to 16 patches that a linear view of the places reads well", async () => {
    const task = await loadTask("digits", 0);
    expect(sizes(task)).toEqual([2000, 500, 500]);
    expect(task.train).toMatchObject({ seqLen: 16, vocabSize: 16, nClasses: 10 });
    const [bagOfWords, wordAtPosition] = [bagOfWordsAccuracy(task), wordAtPositionAccuracy(task)];
    expect(majorityAccuracy(task)).toBeLessThan(0.15);
    expect(wordAtPosition).toBeGreaterThan(0.7);
    expect(bagOfWords).toBeLessThan(wordAtPosition - 0.2);
  });
});

describe("registry", () => {
  it("loads every task, the same for the same seed and another for another", async () => {
    for (const name of taskNames()) {
      const [first, again, other] = await Promise.all([loadTask(name, 1), loadTask(name, 1), loadTask(name, 2)]);
      expect(first.name).toBe(name);
      expect(first.train.vocabSize).toBe(first.words.length);
      for (const split of ["train", "validation", "test"] as const) {
        expect(again[split].tokens.join()).toBe(first[split].tokens.join());
        expect(again[split].labels.join()).toBe(first[split].labels.join());
      }
      expect(rowsOf(other.train)).not.toEqual(rowsOf(first.train));
    }
  });

  it("generates on every machine the rows whose checksum the manifest states", async () => {
    const generated = generatedManifest();
    const fromFiles = dataManifest().map((row) => row.name);
    expect([...generated.map((row) => row.name), ...fromFiles].sort()).toEqual([...taskNames(), ...corpusNames()].sort());
    for (const { name, kind, sha256, counts } of generated) {
      const data = kind === "task" ? await loadTask(name, 0) : loadCorpus(name, 0);
      expect([name, rowsChecksum(data)]).toEqual([name, sha256]);
      expect([data.train.size, data.validation.size, data.test.size]).toEqual(counts);
    }
  });

  it("refuses unknown names and seeds with the list of what there is", async () => {
    await expect(loadTask("imbd", 1)).rejects.toThrow(/loadTask: name is "imbd"; use one of synthetic, mc, rp, .*imdb/);
    await expect(loadTask("mc", 1.5)).rejects.toThrow("seed must be an integer");
    expect(() => loadCorpus("abc", 1)).toThrow("use one of blocks, ordered-digits, sonnets");
    await expect(datasetFrame("nothing")).rejects.toThrow('name is "nothing"');
  });

  it("shows a task as a danfo table", async () => {
    const table = await datasetFrame("mc", 1);
    expect(table.shape).toEqual([130, 3]);
    expect(table.columns).toEqual(["split", "text", "class"]);
    const texts = table.column("text").values as string[];
    expect(texts.slice(0, 70)).toEqual((await loadTask("mc", 1)).texts!.train);
    expect((await datasetFrame("imdb")).shape).toEqual([1000, 2]);
    const corpus = await datasetFrame("ordered-digits");
    expect([corpus.shape, corpus.columns]).toEqual([[1000, 2], ["split", "text"]]); // prettier-ignore
    expect(corpus.head(1).values[0]![1]).toMatch(/^<start> \d \d \d <end>$/);
    expect((await datasetFrame("sonnets")).head(1).values[0]![1]).toHaveLength(33);
    expect((await datasetFrame("recall")).head(2).values[0]![1]).toMatch(/^([a-f]=[01] ){4}[a-f]\?$/);
  });
});

describe("language corpora", () => {
  it("hold grammatical strings only, and the stated optimum is met by the true distribution", () => {
    const blocks = loadCorpus("blocks", 1);
    const strings = rowsOf({ ...blocks.train, seqLen: blocks.seqLen + 1 } as unknown as SequenceDataset).map((row) =>
      row
        .map((id) => blocks.words[id])
        .join(" ")
        .replace(/ ?<pad>/g, ""),
    );
    for (const text of strings) expect(text).toMatch(/^<start>( A A A B B B C C C){0,2} <end>$/);
    expect(blocks.bayes!.perplexity).toBeCloseTo(3 ** (1 / 10), 12);

    const ordered = loadCorpus("ordered-digits", 1);
    expect(ordered.bayes!.crossEntropy).toBeCloseTo(Math.log(220) / 4, 12);
    const { inputs, targets, targetMask } = nextTokenPairs(ordered.test, ordered.seqLen);
    let nats = 0;
    for (let row = 0; row < 200; row++) {
      const [start, a, b, c] = Array.from(inputs.subarray(row * 4, row * 4 + 4)).map((id) => ordered.words[id]!);
      expect(start).toBe("<start>");
      expect(a! <= b! && b! <= c!).toBe(true);
      expect(ordered.words[targets[row * 4 + 3]!]).toBe("<end>");
      const [x, y] = [Number(a), Number(b)];
      // P(a) = C(11 − a, 2)/220, P(b | a) = (10 − b)/C(11 − a, 2), P(c | b) = 1/(10 − b): their product is 1/220.
      const pairs = ((11 - x) * (10 - x)) / 2;
      nats -= Math.log(pairs / 220) + Math.log((10 - y) / pairs) + Math.log(1 / (10 - y));
    }
    expect(targetMask.every((bit) => bit === 1)).toBe(true);
    expect(nats / 800).toBeCloseTo(ordered.bayes!.crossEntropy, 12);
  });

  it("cut the sonnets into windows of three disjoint stretches", () => {
    const corpus = loadCorpus("sonnets", 1);
    const text = (split: "train" | "test", row: number): string =>
      Array.from(corpus[split].tokens.subarray(row * 33, row * 33 + 33), (id) => corpus.words[id]).join("");
    const train = Array.from({ length: 600 }, (_, row) => text("train", row)).join("\n\n\n");
    expect(train).toMatch(/summer/);
    for (let row = 0; row < 200; row++) expect(train).not.toContain(text("test", row));
    const { inputs, targets } = nextTokenPairs(corpus.train, corpus.seqLen);
    expect(inputs.slice(1, 32)).toEqual(targets.slice(0, 31));
  });

  it("report what counting words and pairs reaches, beside the optimum", () => {
    for (const name of corpusNames()) {
      const { corpus, unigram, bigram, bayes } = corpusDifficulty(name, [0, 1]);
      expect(corpus).toBe(name);
      expect(unigram).toBeGreaterThan(bigram);
      expect(bayes).toBe(loadCorpus(name, 0).bayes?.perplexity);
      if (bayes !== undefined) expect(bigram).toBeGreaterThan(bayes);
    }
    const corpus = loadCorpus("sonnets", 3);
    const pairs = (split: "train" | "test"): { inputs: Int32Array; targets: Int32Array } => nextTokenPairs(corpus[split], corpus.seqLen);
    const [train, test] = [pairs("train"), pairs("test")];
    const share = (id: number): number =>
      (train.targets.filter((target) => target === id).length + 1) / (train.targets.length + corpus.vocabSize);
    const shares = corpus.words.map((_, id) => share(id));
    const nats = Array.from(test.targets).reduce((sum, target) => sum - Math.log(shares[target]!), 0);
    expect(unigramPerplexity(corpus)).toBeCloseTo(Math.exp(nats / test.targets.length), 9);
    // After word 2 came 3 and 4 once each, so 3 has (1 + 1)/(2 + V).
    const rows = (...tokens: number[]): TokenRows => ({ size: tokens.length / 2, tokens: Int32Array.from(tokens), mask: null });
    const onePair = { ...corpus, seqLen: 1, train: rows(2, 3, 2, 4), test: rows(2, 3) };
    expect(bigramPerplexity(onePair)).toBeCloseTo((2 + corpus.vocabSize) / 2, 12);
    expect(() => corpusDifficulty("blocks", [])).toThrow("there are no seeds");
  });

  it("repeat by seed and mask padding", () => {
    for (const name of corpusNames()) {
      const corpus = loadCorpus(name, 4);
      expect(loadCorpus(name, 4).test.tokens.join()).toBe(corpus.test.tokens.join());
      expect(loadCorpus(name, 5).test.tokens.join()).not.toBe(corpus.test.tokens.join());
      const { tokens, mask } = corpus.train;
      if (mask !== null) expect(Array.from(mask)).toEqual(Array.from(tokens, (token) => Number(token !== 0)));
    }
  });
});
