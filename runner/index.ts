export { describeExit, KernelDiedError, KernelStartError, type KernelExit } from "./client/errors";
export { Kernel, type ExecuteOptions, type ExecuteResult, type KernelOptions } from "./client/kernel";
export type { DisplayOutput, ErrorOutput, MimeBundle, Output, ResultOutput, StreamOutput } from "./client/outputs";
export { kernelCommand } from "./kernel/command";
export { installKernelspec, kernelName, type KernelspecOptions } from "./kernel/installKernelspec";
export { runNotebooks, type RunOptions } from "./runNotebooks";
export type { CellReport } from "./execution/notebookRecord";
export type { FailureName, NotebookFailure } from "./execution/failure";
export type { NotebookReport, NotebookStatus, RunReport } from "./runReport";
