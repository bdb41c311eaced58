import type { Translate } from '@larder/blueprint'

/** A text, or what writes it in the language of the page. */
export type LinkText = string | ((t: Translate) => string)

export function writeText(text: LinkText, t: Translate): string {
  return typeof text === 'string' ? text : text(t)
}
