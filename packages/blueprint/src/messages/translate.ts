import { compileMessage, type Message, type MessageArguments } from '../languages/compile-message.js'
import type { Translate, Translator } from '../languages/translator.js'
import { APP, type Registry } from '../registry.js'
import { readMessages, readOwnEnglish } from './message-files.js'

/** Compiles all messages of all languages, so that a broken one stops the boot. */
export function compileAllMessages(registry: Registry): void {
  if (registry.messages.size > 0) return
  const languages = new Set([...registry.languages.all, 'en'])
  for (const owner of registry.messageFolders.keys()) {
    const english = readOwnEnglish(owner, registry)
    for (const language of languages) {
      const texts = readMessages(owner, language, registry)
      for (const [own, text] of Object.entries(texts)) {
        const key = `${owner}:${own}`
        registry.messages.set(`${language} ${key}`, compileMessage(text, key, language))
        if (own.startsWith('errors.'))
          addError(registry, key, english[own] ?? (language === 'en' ? text : ''))
      }
    }
  }
  for (const language of languages) warnOfLacking(registry, language)
}

/** Says what a language lacks in one line: a new one may lack everything. */
function warnOfLacking({ messages, warn }: Registry, language: string): void {
  const english = [...messages.keys()].filter((id) => id.startsWith('en ')).map((id) => id.slice(3))
  const lacking = english.filter((key) => !messages.has(`${language} ${key}`))
  if (lacking.length === 0) return
  const count =
    lacking.length === english.length ? `all ${english.length}` : `${lacking.length} of ${english.length}`
  warn(
    `${language} lacks ${count} messages, '${lacking[0]}' the first. Visitors read them in the default language, or in English.`
  )
}

/** @param english how the error's own message is written: its owner's, whatever the app says in its place */
function addError({ errors }: Registry, key: string, english: string): void {
  const [, code = ''] = key.split('errors.')
  const known = errors.get(code)
  errors.set(code, { key, english: english || (known?.english ?? '') })
}

/**
 * How one language speaks.
 *
 * @param owner whose keys need no name. @default the app's
 */
export function translatorFor(registry: Registry, language: string, owner = APP): Translator {
  const id = `${language} ${owner}`
  const known = registry.translators.get(id) ?? createTranslator(registry, language, owner)
  registry.translators.set(id, known)
  return known
}

function createTranslator(registry: Registry, language: string, owner: string): Translator {
  const { fallback } = registry.languages
  const searched = [...new Set([language, fallback, 'en'])]
  const missing = new Set<string>()
  const found = new Map<string, Message>()

  const tOf: Translator['tOf'] = (group, value) => fill(messageOf(`${group}.${value}`), {}) || value
  const t: Translate = Object.assign(
    (key: string, values: MessageArguments = {}) => fill(messageOf(key), values),
    { of: tOf, language }
  )
  return {
    t,
    tHtml: (key, values = {}) => fill(messageOf(key), escapeValues(values)),
    tOf,
    tError(error) {
      const known = registry.errors.get(error.code ?? '')
      const values = known && readValues(error.message, known.english, language)
      return (values && t(known.key, values)) || error.message
    }
  }

  function messageOf(key: string): Message {
    const known = found.get(key)
    if (known !== undefined) return known
    const message = find(key.includes(':') ? key : `${owner}:${key}`)
    if (message !== '') found.set(key, message)
    return message
  }

  function find(key: string): Message {
    for (const tried of searched) {
      const message = registry.messages.get(`${tried} ${key}`)
      if (message !== undefined) return message
    }
    if (!missing.has(key)) registry.warn(`There is no message '${key}'.`)
    missing.add(key)
    return ''
  }
}

function fill(message: Message, values: MessageArguments): string {
  return typeof message === 'string' ? message : message(values)
}

function escapeValues(values: MessageArguments): MessageArguments {
  const escaped = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'string' ? value.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`) : value
  ])
  return Object.fromEntries(escaped)
}

/** What stands in an English message where its format has names: an error keeps no values beside it. */
function readValues(message: string, english: string, language: string): MessageArguments | undefined {
  const names = [...english.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  const pieces = english.split(/\{\w+\}/).map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  const found = new RegExp(`^${pieces.join('(.*)')}$`, 's').exec(message)
  if (!found) return undefined
  return Object.fromEntries(names.map((name, place) => [name, durationIn(language, found[place + 1] ?? '')]))
}

/** `5 minutes` in a language. Any other text stays as it is. */
function durationIn(language: string, text: string): string {
  const [, count, unit] = /^(\d+) (second|minute|hour)s?$/.exec(text) ?? []
  if (!unit) return text
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(Number(count))
}
