/** Decades on which 1, 2, 5 are written; on more only powers of ten are. */
const FEW_DECADES = 2.3;

/** The scale of a chart's axis in Plotly's words; `values` is what is drawn along it. */
export function scaleAxis(scale: "linear" | "log" | "category", values: () => readonly number[]): Record<string, unknown> {
  if (scale === "linear") return {};
  return scale === "category" ? { type: scale } : { type: scale, ...logTicks(values()) };
}

/** Powers of ten that have room beside each other; of more only every second, third, … is written. */
const MOST_POWERS = 10;

/** Ticks of a logarithmic axis: powers of ten, or 1, 2, 5 of each where these would be too few to read values from. */
export function logTicks(values: readonly number[]): Record<string, unknown> {
  const drawn = values.filter((value) => value > 0 && Number.isFinite(value));
  const [low, high] = [Math.log10(Math.min(...drawn)), Math.log10(Math.max(...drawn))];
  if (drawn.length === 0) return {};
  const decades = Array.from({ length: Math.ceil(high) - Math.floor(low) + 1 }, (_, i) => Math.floor(low) + i);
  if (high - low > FEW_DECADES) return powersOfTen(decades);
  const tickvals = decades.flatMap((decade) => [1, 2, 5].map((digit) => Number(`${digit}e${decade}`)));
  return { tickvals, ticktext: tickvals.map(String) };
}

/** Plotly's own powers are a quarter larger than all other ticks, and push axis titles out of the picture. */
function powersOfTen(decades: readonly number[]): Record<string, unknown> {
  const every = Math.ceil(decades.length / MOST_POWERS);
  const powers = decades.filter((power) => power % every === 0);
  const text = (power: number): string => (power === 0 ? "1" : power === 1 ? "10" : `10<sup>${String(power).replace("-", "−")}</sup>`);
  return { tickvals: powers.map((power) => Number(`1e${power}`)), ticktext: powers.map(text) };
}
