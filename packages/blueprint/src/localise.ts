import type { TimeFormats } from './format-time.js'
import type { Translator } from './languages/translator.js'
import { translatorFor } from './messages/translate.js'
import type { Registry, Scope } from './registry.js'
import type { UrlFor, UrlOptions } from './routes/routes.js'
import { urlBuilder } from './routes/url-for.js'
import { type IncludeKept, keepParts } from './templates/kept-parts.js'

/** What templates have in the language of their page or mail. */
export interface Localised extends TimeFormats {
  language: string
  urlFor: UrlFor
  /** Of the blueprint that a template belongs to. */
  messagesOf: (owner: string) => Translator
  /** Not in mails. */
  includeKept?: IncludeKept
  /** The same for a part in another language: `include('document', { ...it, ...it.inLanguage('zh-Hans') })`. */
  inLanguage: (language: string) => Localised
}

/**
 * Makes {@link Localised} of languages, as a scope has them.
 *
 * @param render renders the parts that are kept
 */
export function localiser(
  scope: Scope,
  registry: Registry,
  options: UrlOptions = {},
  render?: (language: string, template: string, data: object) => string
): (language: string) => Localised {
  const known = new Map<string, Omit<Localised, keyof TimeFormats>>()
  return inLanguage

  function inLanguage(language: string): Localised {
    const made = known.get(language) ?? {
      language,
      urlFor: urlBuilder(scope, registry, { ...options, language }),
      messagesOf: (owner: string) => translatorFor(registry, language, owner),
      ...(render && { includeKept: keepParts((template, data) => render(language, template, data)) }),
      inLanguage
    }
    known.set(language, made)
    // The zone of times may change.
    return { ...made, ...registry.times(language) }
  }
}
