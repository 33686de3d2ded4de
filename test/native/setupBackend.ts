import { ready } from "quantum-attention";
import { beforeAll } from "vitest";
import { testBackend } from "../backend";

// Tests call ready() without a name, which keeps the backend that runs already.
beforeAll(async () => {
  await ready({ backend: testBackend() });
});
