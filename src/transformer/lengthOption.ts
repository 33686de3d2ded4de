import { attentionMechanism } from "../attention/attentionMechanisms";
import type { AttentionConfig } from "../attention/mechanism";

/** `seqLen` for a mechanism whose circuits or weights depend on it; nothing for the others, nor for controls that copy another's options. */
export function lengthOption(mechanism: string, seqLen: number): Pick<AttentionConfig, "seqLen"> {
  const known = attentionMechanism(mechanism).options.map(({ name }) => name);
  return known.includes("seqLen") && !known.includes("replaces") ? { seqLen } : {};
}
