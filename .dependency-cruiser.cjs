// The rooms of the house from the ground up: each may import only what stands above it in this list (docs/decisions/0001-layers.md).
const ROOMS = [
  "src/core",
  "src/circuit",
  "src/ansatz",
  "src/simulator",
  "src/gradient",
  "src/layers",
  "src/attention",
  "src/transformer",
  "src/audit",
  "src/training",
  "src/statistics",
  "src/data",
  "src/figures",
  "src/notebook",
  "src/experiments",
];
const folder = (room) => `^${room}/`;
const order = ROOMS.slice(0, -1).map((room, i) => ({
  name: `${room} knows nothing of later rooms`,
  severity: "error",
  from: { path: folder(room) },
  to: { path: [...ROOMS.slice(i + 1), "src/cli", "runner"].map(folder) },
}));

module.exports = {
  forbidden: [
    ...order,
    { name: "no cycles", severity: "error", from: {}, to: { circular: true } },
    { name: "ansatz knows no simulator", severity: "error", from: { path: "^src/ansatz/" }, to: { path: "^src/simulator/" } },
    {
      name: "training knows no models",
      severity: "error",
      from: { path: "^src/training/" },
      to: { path: "^src/(circuit|ansatz|simulator|gradient|attention|transformer|audit)/" },
    },
    {
      name: "statistics, data and figures know no models",
      severity: "error",
      from: { path: "^src/(statistics|data|figures)/" },
      to: { path: "^src/(layers/(?!backend)|attention|transformer|audit|training)/" },
    },
    {
      name: "notebook shows circuits and figures, nothing else",
      severity: "error",
      from: { path: "^src/notebook/" },
      to: { path: "^src/(?!core/|circuit/|figures/|notebook/)" },
    },
    { name: "the runner imports only core", severity: "error", from: { path: "^runner/" }, to: { path: "^src/(?!core/)" } },
    { name: "experiments know no runner", severity: "error", from: { path: "^src/experiments/" }, to: { path: "^(runner|src/cli)/" } },
    {
      name: "tfjs only from layers up",
      severity: "error",
      from: { path: "^src/(core|circuit|ansatz|simulator|gradient)/" },
      to: { path: "tfjs" },
    },
    { name: "no unresolvable imports", severity: "error", from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["require", "node", "default"] },
    exclude: { path: "assembly/" },
  },
};
