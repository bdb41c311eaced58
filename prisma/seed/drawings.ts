import { readFileSync } from 'node:fs'

/** The drawing of a good of the new shop, which is an SVG. */
export function readDrawing(slug: string): Buffer {
  return readFileSync(new URL(`drawings/${slug}.svg`, import.meta.url))
}
