import type { MessageArguments } from './compile-message.js'

/**
 * Writes a message: `t('list.count', { n: 3 })`. In templates a key without a name is the
 * template's blueprint's; elsewhere it names whose it is, `goods:list.count`. A language that lacks
 * it speaks the default, then English. The key itself is never written.
 *
 * @throws BLUEPRINT_ERR_MESSAGE_ARGUMENT
 */
export interface Translate {
  (key: string, values?: MessageArguments): string
  /** The word for a value that a program knows: `t.of('orders:orderStatus', 'placed')`. */
  of(group: string, value: string): string
  /** What it speaks, BCP 47. */
  language: string
}

export interface Translator {
  t: Translate
  /** The same for messages with tags, printed by `<%~ %>`: what it is given is escaped for HTML. */
  tHtml: (key: string, values?: MessageArguments) => string
  /** `t.of`. */
  tOf: Translate['of']
  /** What an error says to people; its own message where no language has `errors.CODE`. */
  tError: (error: { code?: string; message: string }) => string
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Of the page that is asked for, BCP 47. */
    language: string
    /** A message in the language of the request. Its key names the blueprint: `goods:list.count`. */
    t: Translate
  }
}
