import { createRequire } from 'node:module'
import type { Formatters } from 'intl-messageformat'
import { BLUEPRINT_ERR_MESSAGE_ARGUMENT, BLUEPRINT_ERR_MESSAGE_BROKEN } from '../errors.js'

/** What the braces of a message stand for: `{ n: 3 }`. */
export type MessageArguments = Record<string, string | number>

/** A message that is ready to use. Without arguments it is a text. */
export type Message = string | ((values: MessageArguments) => string)

/**
 * Compiles one message. Only a plural or another choice needs intl-messageformat (ICU MessageFormat
 * 1), which is loaded for the first of them.
 *
 * @param key the whole key, for what is wrong
 * @throws BLUEPRINT_ERR_MESSAGE_BROKEN
 */
export function compileMessage(text: string, key: string, language: string): Message {
  if (!isChoice(text)) return compileText(text, key)
  const id = `${language} ${text}`
  const message = choices.get(id) ?? compileChoice(text, key, language)
  choices.set(id, message)
  return message
}

/** Of all apps of the process. */
const choices = new Map<string, Message>()

function isChoice(text: string): boolean {
  return /\{\s*\w+\s*,/.test(text)
}

function compileText(text: string, key: string): Message {
  const pieces = text.split(/\{(\w+)\}/)
  if (pieces.length === 1) return text
  return (values) => {
    let filled = ''
    for (const [place, piece] of pieces.entries()) filled += place % 2 ? readValue(values, piece, key) : piece
    return filled
  }
}

function readValue(values: MessageArguments, name: string, key: string): string | number {
  const value = values[name]
  if (value === undefined) throw new BLUEPRINT_ERR_MESSAGE_ARGUMENT(key, name)
  return value
}

const require = createRequire(import.meta.url)

function compileChoice(text: string, key: string, language: string): Message {
  const { IntlMessageFormat }: typeof import('intl-messageformat') = require('intl-messageformat')
  try {
    const format = new IntlMessageFormat(text, language, undefined, {
      formatters: FORMATTERS,
      ignoreTag: true
    })
    return (values) => String(format.format(values))
  } catch (error) {
    throw new BLUEPRINT_ERR_MESSAGE_BROKEN(
      key,
      language,
      error instanceof Error ? error.message : String(error)
    )
  }
}

// To make one takes longer than to format hundreds of values.
const FORMATTERS: Formatters = {
  getNumberFormat: shared((locales, options) => new Intl.NumberFormat(locales, options)),
  getDateTimeFormat: shared((locales, options) => new Intl.DateTimeFormat(locales, options)),
  getPluralRules: shared((locales, options) => new Intl.PluralRules(locales, options))
}

function shared<Options, Made>(
  make: (locales?: string | string[], options?: Options) => Made
): (locales?: string | string[], options?: Options) => Made {
  const known = new Map<string, Made>()
  return (locales, options) => {
    const key = JSON.stringify([locales, options])
    const made = known.get(key) ?? make(locales, options)
    known.set(key, made)
    return made
  }
}
