/** Decades on which 1, 2, 5 are written; on more only powers of ten are. */
const FEW_DECADES = 2.3;

/** The scale of a chart's axis in Plotly's words; `values` is what is drawn along it. */
export function scaleAxis(scale: "linear" | "log" | "category", values: () => readonly number[]): Record<string, unknown> {
  if (scale === "linear") return {};
  return scale === "category" ? { type: scale } : { type: scale, ...logTicks(values()) };
}

/** Ticks of a logarithmic axis: every power of ten, or 1, 2, 5 of each where these would be too few to read values from. */
export function logTicks(values: readonly number[]): Record<string, unknown> {
  const drawn = values.filter((value) => value > 0 && Number.isFinite(value));
  const [low, high] = [Math.log10(Math.min(...drawn)), Math.log10(Math.max(...drawn))];
  if (drawn.length === 0 || high - low > FEW_DECADES) return { exponentformat: "power", dtick: 1 };
  const decades = Array.from({ length: Math.ceil(high) - Math.floor(low) + 1 }, (_, i) => Math.floor(low) + i);
  const tickvals = decades.flatMap((decade) => [1, 2, 5].map((digit) => Number(`${digit}e${decade}`)));
  return { tickvals, ticktext: tickvals.map(String) };
}
