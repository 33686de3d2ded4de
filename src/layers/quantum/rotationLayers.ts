import { angleEmbedding } from "../../ansatz/dataEmbedding";
import { addEntangler, hardwareEfficient, type HardwareEfficientOptions, type Rotation } from "../../ansatz/hardwareEfficient";
import { circuit, type Circuit } from "../../circuit/circuit";
import { param } from "../../circuit/parameter";

/** What the circuit of a quantum layer looks like. */
export type CircuitShape = Required<HardwareEfficientOptions>;

/** The gate that encodes data, and whether it does so before every layer or only before the first. */
export interface Encoding {
  readonly gate: Rotation;
  readonly reupload: boolean;
}

/** `rz_l1_q0` is the RZ of layer 1 on qubit 0. Qubit-major, then rotation, as `hardwareEfficient` counts. */
const layerNames = ({ nQubits, rotations }: CircuitShape, layer: number): string[] =>
  Array.from({ length: nQubits }, (_, q) => rotations.map((rotation) => `${rotation.toLowerCase()}_l${layer}_q${q}`)).flat();

/** Names of the trained angles, layer-major, then qubit, then rotation: the columns of an angle table. */
export const angleNames = (shape: CircuitShape): string[] =>
  Array.from({ length: shape.nLayers }, (_, layer) => layerNames(shape, layer)).flat();

/**
 * `hardwareEfficient` with its angles named after their place, optionally over data `x0 … x{n−1}` encoded by a rotation of each
 * qubit before the first layer, or before every layer.
 */
export function rotationLayers(shape: CircuitShape, encoding: Encoding | null = null): Circuit {
  const { nQubits, nLayers, rotations, entangler } = shape;
  const layer = hardwareEfficient({ nQubits, nLayers: 1, rotations });
  const data = encoding === null ? null : angleEmbedding({ nQubits, rotation: encoding.gate });
  let result = data ?? circuit(nQubits);
  for (let l = 0; l < nLayers; l++) {
    if (l > 0) result = addEntangler(result, entangler);
    if (l > 0 && data !== null && encoding?.reupload) result = result.compose(data);
    result = result.compose(layer.bind(Object.fromEntries(layerNames(shape, l).map((name, i) => [`theta${i}`, param(name)]))));
  }
  return result;
}
