/** A picture, and what of it stays where it is cropped. */
export interface FocusedPicture {
  /** The name of its file. */
  picture: string
  /** In pixels. */
  width: number
  height: number
  /** In hundredths of its width, and of its height. */
  focusX: number
  focusY: number
}

/**
 * SQL for the picture of `goods g` that lists show: its first one as a text of five words, for which
 * one row is looked up; else what the column has, as the former release wrote it.
 */
export const COVER = `COALESCE((SELECT CONCAT(p.picture, ' ', p.width, ' ', p.height, ' ', p.focus_x, ' ', p.focus_y)
  FROM good_pictures p WHERE p.good_id = g.id AND p.position = 1), g.picture)`

/** Undefined of a picture that the former release wrote: a static file, or a whole URL. */
export function readCover(cover: string): FocusedPicture | undefined {
  const [, picture, ...numbers] = WORDS.exec(cover) ?? []
  if (!picture) return undefined
  const [width = 0, height = 0, focusX = 50, focusY = 50] = numbers.map(Number)
  return { picture, width, height, focusX, focusY }
}

const WORDS = /^([0-9a-f]{64}\.(?:webp|svg)) (\d+) (\d+) (\d+) (\d+)$/
