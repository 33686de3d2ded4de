/** The AssemblyScript modules of the package: entry file, generated TypeScript file, name of the exported constant, further flags. */
export const WASM_MODULES = [
  {
    entry: "src/simulator/engine/assembly/index.ts",
    output: "src/simulator/engine/simdKernels.generated.ts",
    name: "SIMD_KERNELS_BASE64",
  },
  {
    entry: "src/simulator/engine/assembly/index.ts",
    output: "src/simulator/engine/simdKernelsShared.generated.ts",
    name: "SHARED_SIMD_KERNELS_BASE64",
    flags: ["--enable", "threads", "--sharedMemory", "--maximumMemory", "65536"],
  },
  {
    entry: "src/layers/operations/assembly/index.ts",
    output: "src/layers/operations/kernels/simdModule.generated.ts",
    name: "OPERATIONS_BASE64",
  },
];
