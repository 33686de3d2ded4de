import { existsSync, readFileSync } from "node:fs";
import { figureJson, type Figure } from "../figure";

/**
 * Those of the pictures that will not show the figure of the JSON beside them once `figure` is written there: to be asked before it is.
 * A picture stays right when the JSON already holds the same figure.
 */
export function stalePictures(pictures: readonly (string | undefined)[], json: string, figure: Figure): readonly string[] {
  const found = pictures.filter((path): path is string => path !== undefined && existsSync(path));
  return found.length > 0 && storedFigure(json) !== figureJson({ data: figure.data, layout: figure.layout }) ? found : [];
}

/** The figure that a JSON file holds, without its sidecar; null when there is none. */
function storedFigure(json: string): string | null {
  if (!existsSync(json)) return null;
  try {
    const { data, layout } = JSON.parse(readFileSync(json, "utf8")) as Figure;
    return figureJson({ data, layout });
  } catch {
    return null; // no JSON of a figure: whatever the pictures show, it is not known
  }
}
