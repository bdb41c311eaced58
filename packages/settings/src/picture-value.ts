import type { Picture } from '@larder/pictures'

/** What a field of the kind `picture` is set to, as a text of three words; '' is none. */
export function printPicture({ picture, width, height }: Picture): string {
  return `${picture} ${width} ${height}`
}

/** The picture that a field is set to; undefined where it has none. */
export function readPicture(value: string): Picture | undefined {
  const [, picture, width, height] = WORDS.exec(value) ?? []
  return picture ? { picture, width: Number(width), height: Number(height) } : undefined
}

const WORDS = /^([0-9a-f]{64}\.webp) (\d+) (\d+)$/
