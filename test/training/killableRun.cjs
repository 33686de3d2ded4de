// Trains a small model in stages on the built library, a linear map that a bounded one replaces; argv: checkpoint folder, step in which to kill itself (or null), resume.
const tf = require("@tensorflow/tfjs");
const { ready, Random, replacementStages, train, trainingConfig } = require("../../dist/src");

const [folder, killAt, resume] = process.argv.slice(2).map((text, i) => (i === 0 ? text : JSON.parse(text)));
const random = new Random(3);
const rows = Array.from({ length: 160 }, () => [random.between(-1, 1), random.between(-1, 1)]);
const source = {
  size: 160,
  batch: (indices) => {
    const x = Array.from(indices, (i) => rows[i]);
    return { x, y: x.map(([a, b]) => [Math.sin(3 * a) + b]) };
  },
};

ready().then(async () => {
  const weight = tf.variable(tf.tensor2d([[0.3], [-0.2]]));
  let share = 0;
  const mapped = (x) => tf.add(tf.mul(x, 1 - share), tf.mul(tf.tanh(x), share));
  const errors = ({ x, y }) => tf.square(tf.sub(mapped(tf.matMul(tf.tensor2d(x), weight)), tf.tensor2d(y)));
  let steps = 0;
  const model = {
    setBlend: (blend) => (share = blend),
    namedWeights: () => [{ name: "weight", variable: weight, group: "classical" }],
    loss: (batch) => {
      if (steps++ === killAt) process.kill(process.pid, "SIGKILL");
      return { loss: tf.mean(errors(batch)), correct: 0 };
    },
    evaluate: (batch) => ({ losses: tf.tidy(() => errors(batch).dataSync()), correct: new Uint8Array(batch.x.length) }),
  };
  const config = trainingConfig({ stages: replacementStages(1, 2, 1), learningRate: 0.01 });
  const { epochs, stepLosses } = await train(model, { train: source, validation: source }, config, { checkpointFolder: folder, resume });
  console.log(
    JSON.stringify({ stepLosses, epochs: epochs.map((epoch) => ({ ...epoch, seconds: 0 })), weight: Array.from(weight.dataSync()) }),
  );
});
