import * as tf from "@tensorflow/tfjs";
import { expect, it } from "vitest";
import { testBackend } from "../backend";

it("runs the suites on the backend that was asked for", () => {
  expect(tf.getBackend()).toBe(testBackend());
});
