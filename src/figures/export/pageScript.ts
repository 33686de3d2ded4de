/**
 * What runs in the page before plotly: a seeded Math.random (plotly draws its element ids from it; `drawFigure` restarts it, so that a
 * figure's bytes do not depend on those before it) and the one function that the exporter calls. PNG colours are rounded to 52 levels
 * a channel, and each becomes the nearest of 256: the commonest half, then always the colour that is worst served. Nobody sees it, and
 * files shrink to a fifth.
 */
export const PAGE_SCRIPT = `
let seed = 1;
Math.random = () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};
const channels = (colour) => [colour >> 16, (colour >> 8) & 255, colour & 255];
const distance = ([r, g, b], [pr, pg, pb]) => (r - pr) ** 2 + (g - pg) ** 2 + (b - pb) ** 2;
const paletteOf = (ordered) => {
  const [palette, places] = [[], ordered.map(() => 0)];
  const errors = ordered.map(() => Infinity);
  const take = (chosen) => {
    palette.push(channels(ordered[chosen]));
    ordered.forEach((colour, i) => {
      const error = distance(channels(colour), palette[palette.length - 1]);
      if (error < errors[i]) [errors[i], places[i]] = [error, palette.length - 1];
    });
  };
  for (let i = 0; i < Math.min(128, ordered.length); i++) take(i);
  while (palette.length < 256) {
    const worst = errors.reduce((best, error, i) => (error > errors[best] ? i : best), 0);
    if (errors[worst] === 0) break;
    take(worst);
  }
  return { palette, numbers: new Map(ordered.map((colour, i) => [colour, places[i]])) };
};
const atMost256Colours = async (picture) => {
  const image = new Image();
  image.src = picture;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.width;
  canvas.height = image.height;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  const level = (value) => Math.round(value / 5) * 5;
  const counts = new Map();
  const colours = new Uint32Array(data.length / 4);
  for (let i = 0; i < colours.length; i++) {
    colours[i] = (level(data[4 * i]) << 16) | (level(data[4 * i + 1]) << 8) | level(data[4 * i + 2]);
    counts.set(colours[i], (counts.get(colours[i]) ?? 0) + 1);
  }
  const ordered = [...counts].sort(([a, m], [b, n]) => n - m || a - b).map(([colour]) => colour);
  const { palette, numbers } = paletteOf(ordered);
  const pixels = Uint8Array.from(colours, (colour) => numbers.get(colour));
  let text = "";
  for (let i = 0; i < pixels.length; i += 8192) text += String.fromCharCode(...pixels.subarray(i, i + 8192));
  return { width: canvas.width, height: canvas.height, palette: palette.flat(), pixels: btoa(text) };
};
window.drawFigure = async (figure, width, height, formats, scale) => {
  seed = 1;
  const place = document.createElement("div");
  document.body.replaceChildren(place);
  try {
    const layout = { ...figure.layout, width, height };
    await Plotly.newPlot(place, figure.data, layout, { staticPlot: true, displayModeBar: false });
    const pictures = {};
    for (const format of formats) {
      const picture = await Plotly.toImage(place, { format, width, height, scale: format === "png" ? scale : 1 });
      pictures[format] = format === "png" ? await atMost256Colours(picture) : picture;
    }
    return pictures;
  } finally {
    Plotly.purge(place);
    place.remove();
  }
};
`;
