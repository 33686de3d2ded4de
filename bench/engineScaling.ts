import { join } from "node:path";
import { allZ, saveFigure, setEngineThreads, type Circuit } from "../src/index";
import { packageRoot } from "../src/core/packageRoot";
import { writeFileAtomic } from "../src/core/files";
import { engineScalingFigure, type EngineScalingData } from "../src/figures/engineScalingFigure";
import { compileProgram } from "../src/simulator/program";
import { programOperations } from "../src/simulator/program/operationCount";
import { readoutOf } from "../src/simulator/program/readout";
import { provenance, type Benchmark } from "./benchmark";
import { measureEngine } from "./engine";
import { ansatzCircuit } from "./engineWorkload";
import { measureRoofline } from "./roofline";

type Point = EngineScalingData["points"][number];

/** Sizes of the three series; about 2^21 amplitudes a call. */
function sizesOf(quick: boolean): Pick<Point, "series" | "qubits" | "layers" | "batch">[] {
  const batches = quick ? [1, 16, 1024] : [1, 4, 16, 64, 256, 1024, 4096, 16384];
  const qubits = quick ? [2, 6, 10] : [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 18, 20];
  const depths = quick ? [2, 16] : [2, 4, 8, 16, 32, 64];
  return [
    ...batches.map((batch) => ({ series: "batch" as const, qubits: 4, layers: 3, batch })),
    ...qubits.map((n) => ({ series: "qubits" as const, qubits: n, layers: 3, batch: n > 12 ? 1 : Math.min(1024, 2 ** (17 - n)) })),
    ...depths.map((layers) => ({ series: "depth" as const, qubits: 6, layers, batch: 1024 })),
  ];
}

function operations(c: Circuit): { values: number; withGradients: number } {
  const { strings } = readoutOf(allZ(c.nQubits));
  const program = compileProgram(c, (name) => c.parameters.indexOf(name), { strings, fromZero: true });
  return programOperations(program, strings.length, program.turns.filter((turn) => turn !== null).length);
}

/** Amplitudes beyond this many need no check against the dense reference. */
const CHECKED_QUBITS = 12;

/** How the engine's time grows, beside what the core could do. Writes bench/results/engine-scaling.json and figures/engine_scaling.* unless quick. */
export const benchmark: Benchmark = {
  name: "engine-scaling",
  run: async ({ quick }, report) => {
    setEngineThreads(1);
    const roofline = measureRoofline();
    report({ peer: "ours", series: "roofline", work: "roofline", qubits: 0, layers: 0, batch: 0, ...roofline });
    const points: Point[] = [];
    for (const size of sizesOf(quick))
      for (const work of ["value", "vjp"] as const) {
        const c = ansatzCircuit(size);
        const timing = await measureEngine(c, size.batch, work, quick ? 3 : 7, size.qubits <= CHECKED_QUBITS);
        const isLarge = size.qubits > CHECKED_QUBITS;
        const count = isLarge ? null : operations(c)[work === "value" ? "values" : "withGradients"];
        const boundUs = count === null ? null : count / roofline.gflops / 1e3;
        points.push({ ...size, work, us: timing.medianUs, boundUs });
        report({ peer: "ours", ...size, work, ...timing, boundUs });
      }
    if (quick) return;
    const result = { points, roofline };
    const how = provenance("npm run bench -- --only engine-scaling");
    writeFileAtomic(join(packageRoot(), "bench", "results", "engine-scaling.json"), `${JSON.stringify({ ...how, ...result }, null, 1)}\n`);
    const saved = await saveFigure(engineScalingFigure(result), join(packageRoot(), "figures", "engine_scaling"), {
      sidecar: { result, ...how },
    });
    if (saved.missing) console.error(saved.missing);
  },
};
