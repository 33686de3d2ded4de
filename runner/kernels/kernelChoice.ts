/** A kernel that can be started. */
export interface KernelChoice {
  readonly name: string;
  /** With `{connection_file}` where the connection file's name belongs. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly interruptMode: "message" | "signal";
}
