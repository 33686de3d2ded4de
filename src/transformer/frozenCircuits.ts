import * as tf from "@tensorflow/tfjs";
import type { Attention } from "../attention/mechanism";
import type { Random } from "../core/random";
import { uniformValues } from "../layers/initialValues";
import type { NamedWeight } from "../layers/namedWeights";

const isCircuitWeight = ({ group }: NamedWeight): boolean => group === "quantum";

/** How many weights of an attention mechanism are angles of circuits. */
export const circuitWeights = (attention: Attention): number =>
  attention
    .namedWeights()
    .filter(isCircuitWeight)
    .reduce((sum, { variable }) => sum + variable.size, 0);

/**
 * The same mechanism as a random circuit: its angles are drawn once from U(−π, π) and are no weights any more.
 *
 * Takes the mechanism over: dispose the result alone.
 */
export function frozenCircuits(attention: Attention, random: Random): Attention {
  const frozen = attention.namedWeights().filter(isCircuitWeight);
  for (const { name, variable } of frozen)
    tf.tidy(() => {
      variable.assign(tf.tensor(uniformValues(random.split(name), variable.size, Math.PI), variable.shape));
    });
  const isFrozen = (dead: string): boolean => frozen.some(({ name }) => dead.startsWith(`${name}.`) || dead.startsWith(`${name}[`));
  return {
    mechanism: attention.mechanism,
    config: attention.config,
    get ledger() {
      return attention.ledger;
    },
    set ledger(ledger) {
      attention.ledger = ledger;
    },
    mix: (x, mask, options) => attention.mix(x, mask, options),
    attentionWeights: (x, mask) => attention.attentionWeights(x, mask),
    namedWeights: () => attention.namedWeights().filter((weight) => !isCircuitWeight(weight)),
    deadParameters: () => attention.deadParameters().filter((name) => !isFrozen(name)),
    dispose: () => {
      attention.dispose();
    },
  };
}
