import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { writeFileAtomic } from "../../core/files";
import { cacheFolder } from "./cacheFolder";

/** The font family of every figure; Verdana is its nearest relative where DejaVu is not installed. */
export const FONT_FAMILY = "DejaVu Sans, Verdana, sans-serif";

/** The folder of the DejaVu fonts that the package brings, or null when they are not installed. */
export function fontFolder(): string | null {
  try {
    return join(dirname(require.resolve("dejavu-fonts-ttf/package.json")), "ttf");
  } catch {
    return null;
  }
}

/**
 * Writes a fonts.conf that knows the package's own fonts (and the system's when `withSystem`), and returns its path.
 *
 * Its name holds a hash of its text, so that installations that share the cache do not overwrite each other's.
 */
export function writeFontSettings(folders: readonly string[], withSystem: boolean): string {
  const cache = cacheFolder();
  const own = fontFolder();
  const system = withSystem ? ["/usr/share/fonts", "/usr/local/share/fonts"] : [];
  const entries = [...(own === null ? [] : [own]), ...folders, ...system].map((folder) => `<dir>${escapeXml(folder)}</dir>`);
  const text = `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>${entries.join("")}<cachedir>${escapeXml(join(cache, "fontconfig"))}</cachedir><config></config></fontconfig>\n`;
  const path = join(cache, `fonts-${createHash("sha256").update(text).digest("hex").slice(0, 12)}.conf`);
  if (!existsSync(path)) writeFileAtomic(path, text);
  return path;
}

function escapeXml(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
}
