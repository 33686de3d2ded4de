import {
  presetConfig,
  Random,
  sequenceDataset,
  sequenceModel,
  sequenceSource,
  train,
  trainingConfig,
  Transformer,
  type RecordedArm,
  type RecordedRows,
  type RecordedWeight,
  type ReferenceRecord,
  type SequenceDataset,
} from "quantum-attention";

/** Sizes of a made-up study. */
interface Sizes {
  readonly vocabSize: number;
  readonly seqLen: number;
  readonly embedDim: number;
  readonly ffnDim: number;
  readonly nQubits: number;
  readonly nLayers: number;
  readonly nClasses: number;
  readonly rows: number;
  readonly batchSize: number;
  readonly epochs: number;
}

/** A run of this library, written down as the reference's was. */
export async function recordOwnRun(sizes: Sizes): Promise<ReferenceRecord> {
  const random = new Random(9);
  const train = dataset(sizes, random.split("train"));
  const validation = dataset(sizes, random.split("validation"));
  const arm = (name: "classical" | "hybrid") => recordArm(name, sizes, train, validation);
  const arms = { classical: await arm("classical"), hybrid: await arm("hybrid") };
  return JSON.parse(JSON.stringify({ seed: 9, train: rowsOf(train), validation: rowsOf(validation), arms })) as ReferenceRecord;
}

function dataset({ vocabSize, seqLen, nClasses, rows }: Sizes, random: Random): SequenceDataset {
  const tokens = Int32Array.from({ length: rows * seqLen }, () => random.integer(0, vocabSize));
  const labels = Int32Array.from({ length: rows }, (_, row) => tokens[row * seqLen]! % nClasses);
  return sequenceDataset({ name: "made up", vocabSize, seqLen, nClasses, tokens, mask: null, labels });
}

function rowsOf({ tokens, labels, seqLen, size }: SequenceDataset): RecordedRows {
  return { tokens: Array.from({ length: size }, (_, row) => [...tokens.subarray(row * seqLen, (row + 1) * seqLen)]), labels: [...labels] };
}

async function recordArm(
  name: "classical" | "hybrid",
  sizes: Sizes,
  rows: SequenceDataset,
  validation: SequenceDataset,
): Promise<RecordedArm> {
  const { vocabSize, embedDim, ffnDim, nClasses, nQubits, nLayers, batchSize, epochs } = sizes;
  const model = new Transformer(
    presetConfig("reference", name, { vocabSize, embedDim, ffnDim, nClasses, quantum: { nQubits, nLayers } }),
    new Random(4),
  );
  const initial = Object.fromEntries(
    model.namedWeights().map(({ name: weight, variable, transposed }): [string, RecordedWeight] => {
      const values = [...variable.dataSync()];
      if (transposed !== true) return [weight, { shape: variable.shape, values }];
      const [inputs, outputs] = variable.shape as [number, number];
      const turned = Array.from({ length: values.length }, (_, k) => values[(k % inputs) * outputs + Math.floor(k / inputs)]!);
      return [weight, { shape: [outputs, inputs], values: turned }];
    }),
  );
  const batchOrder = Array.from({ length: epochs }, (_, epoch) => new Random(epoch).permutation(rows.size));
  const data = { train: sequenceSource(rows), validation: sequenceSource(validation) };
  const history = await train(sequenceModel(model), data, trainingConfig({ epochs, batchSize }), { batchOrder });
  model.dispose();
  return { initial, batchOrder, stepLosses: history.stepLosses, epochs: history.epochs };
}
