import accepts from 'accepts'
import type { FastifyRequest } from 'fastify'

/**
 * The best of some languages for people who read others: the same language in the same script, else
 * in another one. `zh-CN` and `zh` are `zh-Hans`, `zh-TW` and `zh-HK` are `zh-Hant` (by the likely
 * subtags of CLDR).
 *
 * @param wanted BCP 47, the best first; what is no tag is ignored
 * @returns undefined where none of them is read
 */
export function matchLanguage(wanted: string[], offered: string[]): string | undefined {
  for (const tag of wanted) {
    const found = closestTo(tag, offered)
    if (found) return found
  }
  return undefined
}

/** What a browser says that its user reads, the best first (RFC 9110, section 12.5.4). */
export function readAcceptLanguage(request: FastifyRequest): string[] {
  return accepts(request.raw).languages().slice(0, MOST_LANGUAGES)
}

/** The language that the visitor has chosen, in a cookie. */
export function readLanguageCookie({ headers }: FastifyRequest): string[] {
  const [, language] = /(?:^|;\s*)language=([\w-]{2,35})(?:;|$)/.exec(headers.cookie ?? '') ?? []
  return language ? [language] : []
}

function closestTo(tag: string, offered: string[]): string | undefined {
  const wanted = likelyLocale(tag)
  const same = offered.filter((language) => wanted && likelyLocale(language)?.language === wanted.language)
  return (
    same.find((language) => language.toLowerCase() === tag.toLowerCase()) ??
    same.find((language) => likelyLocale(language)?.script === wanted?.script) ??
    same[0]
  )
}

function likelyLocale(tag: string): Intl.Locale | undefined {
  const known = likelyLocales.get(tag)
  if (known || likelyLocales.has(tag)) return known
  const locale = parseLocale(tag)?.maximize()
  // Visitors may send any tag.
  if (likelyLocales.size >= MOST_KNOWN) likelyLocales.clear()
  likelyLocales.set(tag, locale)
  return locale
}

function parseLocale(tag: string): Intl.Locale | undefined {
  try {
    return new Intl.Locale(tag)
  } catch {
    return undefined
  }
}

// To find one takes longer than all else that a visitor's language needs.
const likelyLocales = new Map<string, Intl.Locale | undefined>()
const MOST_KNOWN = 1_000

const MOST_LANGUAGES = 20
