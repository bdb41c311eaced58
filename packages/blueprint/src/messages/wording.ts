import type { Translate } from '../languages/translator.js'

/** A text that is the same for all readers, or what says it in the language of one: `(t) => t('orders:list.title')`. */
export type Wording = string | ((t: Translate) => string)

export function writeText(text: Wording, t: Translate): string {
  return typeof text === 'string' ? text : text(t)
}
