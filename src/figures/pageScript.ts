/**
 * What runs in the page before plotly: a seeded Math.random (plotly draws its element ids from it; `drawFigure` restarts it, so that a
 * figure's bytes do not depend on those before it) and the one function that the exporter calls. PNG colours are rounded to 52 levels a
 * channel: nobody sees it, and a file of many thin smoothed lines shrinks by a third.
 */
export const PAGE_SCRIPT = `
let seed = 1;
Math.random = () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};
const withFewerColours = async (picture) => {
  const image = new Image();
  image.src = picture;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.width;
  canvas.height = image.height;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(image, 0, 0);
  const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
  for (let i = 0; i < pixels.data.length; i++) pixels.data[i] = Math.round(pixels.data[i] / 5) * 5;
  context.putImageData(pixels, 0, 0);
  return canvas.toDataURL("image/png");
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
      pictures[format] = format === "png" ? await withFewerColours(picture) : picture;
    }
    return pictures;
  } finally {
    Plotly.purge(place);
    place.remove();
  }
};
`;
