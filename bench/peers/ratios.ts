import Table from "cli-table3";

/** One measured way of one peer to do one work; `error` instead of times when it failed. */
export interface PeerRow {
  readonly peer: string;
  readonly variant?: string;
  readonly qubits: number;
  readonly layers: number;
  readonly batch: number;
  readonly circuit: string;
  readonly work: string;
  readonly medianUs?: number;
  readonly minUs?: number;
  readonly runs?: number;
  readonly maxAbsError?: number;
  readonly error?: string;
}

/** The largest error that counts as agreement: float32 rounding of batches, of sums over 2^20 terms, and the noise of 1000 shots. */
const TOLERANCE: Readonly<Record<string, number>> = { value: 5e-5, vjp: 1e-4, large: 1e-3, shots: 0.3 };

export const agrees = (row: PeerRow): boolean => row.medianUs !== undefined && (row.maxAbsError ?? Infinity) <= (TOLERANCE[row.work] ?? 0);

const keyOf = ({ circuit, work, qubits, layers, batch }: PeerRow): string => `${circuit} ${work} ${qubits}q ${layers}L B${batch}`;

/** The fastest agreeing way of each peer to do each work, by work. */
export function bestRows(rows: readonly PeerRow[]): Map<string, Map<string, PeerRow>> {
  const best = new Map<string, Map<string, PeerRow>>();
  for (const row of rows.filter(agrees)) {
    const key = keyOf(row);
    if (!best.has(key)) best.set(key, new Map());
    const known = best.get(key)!.get(row.peer);
    if (!known || row.minUs! < known.minUs!) best.get(key)!.set(row.peer, row);
  }
  return best;
}

/** Ours against the fastest peer for one work, both by their fastest run (what other processes disturb least); null unless JAX and TensorCircuit both ran and agreed on the standard circuit's batches. */
export interface Ratio {
  readonly work: string;
  readonly oursUs: number;
  readonly fastestPeer: string;
  readonly peerUs: number;
  readonly ratio: number;
}

export function ratios(rows: readonly PeerRow[]): Ratio[] | null {
  const best = bestRows(rows);
  const batches = [...best].filter(([key]) => /^ansatz (value|vjp)/.test(key));
  const hasBoth = batches.length > 0 && batches.every(([, peers]) => peers.has("JAX") && peers.has("TensorCircuit"));
  if (!hasBoth || rows.some((row) => ["ours", "JAX", "TensorCircuit"].includes(row.peer) && row.medianUs !== undefined && !agrees(row)))
    return null;
  return [...best].flatMap(([work, peers]) => {
    const ours = peers.get("ours");
    const others = [...peers.values()].filter(({ peer }) => peer !== "ours").sort((a, b) => a.minUs! - b.minUs!);
    if (!ours || others.length === 0) return [];
    const [fastest] = others;
    const [oursUs, peerUs] = [ours.minUs!, fastest!.minUs!];
    return [{ work, oursUs, fastestPeer: fastest!.peer, peerUs, ratio: peerUs / oursUs }];
  });
}

/** Times of all peers by work, and our ratio to the fastest. */
export function ratioTable(rows: readonly PeerRow[]): string {
  const best = bestRows(rows);
  const peers = [...new Set([...best.values()].flatMap((byPeer) => [...byPeer.keys()]))];
  const found = new Map((ratios(rows) ?? []).map((ratio) => [ratio.work, ratio]));
  const table = new Table({ head: ["µs a row, fastest run", ...peers, "fastest peer ÷ ours"], style: { head: [], border: [] } });
  for (const [work, byPeer] of best) {
    const ratio = found.get(work);
    const times = peers.map((peer) => byPeer.get(peer)?.minUs?.toPrecision(3) ?? "–");
    table.push([work, ...times, ratio ? `${ratio.ratio.toFixed(1)}×` : "–"]);
  }
  return table.toString();
}
