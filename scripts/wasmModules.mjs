const FLOAT32 = ["--use", "floats=f32x4", "--use", "IS_DOUBLE=0"];
/** The same kernels with two float64 numbers a vector; their constants stand above those of the others, in the same memory. */
const FLOAT64 = ["--use", "floats=f32x4", "--use", "f32x4=f64x2", "--use", "IS_DOUBLE=1", "--memoryBase", "2560"];

/** The AssemblyScript modules of the package: entry file, generated TypeScript file, name of the exported constant, further flags. */
export const WASM_MODULES = [
  {
    entry: "src/simulator/engine/assembly/index.ts",
    output: "src/simulator/engine/simdKernels.generated.ts",
    name: "SIMD_KERNELS_BASE64",
    flags: FLOAT32,
  },
  {
    entry: "src/simulator/engine/assembly/index.ts",
    output: "src/simulator/engine/simdKernelsDouble.generated.ts",
    name: "DOUBLE_SIMD_KERNELS_BASE64",
    flags: FLOAT64,
  },
  {
    entry: "src/simulator/engine/assembly/index.ts",
    output: "src/simulator/engine/simdKernelsShared.generated.ts",
    name: "SHARED_SIMD_KERNELS_BASE64",
    flags: [...FLOAT32, "--enable", "threads", "--sharedMemory", "--maximumMemory", "65536"],
  },
  {
    entry: "src/layers/operations/assembly/index.ts",
    output: "src/layers/operations/kernels/simdModule.generated.ts",
    name: "OPERATIONS_BASE64",
  },
];
