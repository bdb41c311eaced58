import { BLUEPRINT_ERR_LANGUAGES } from '../errors.js'

/** The languages of an app, and where their pages are. */
export interface Languages {
  /**
   * The language (BCP 47) of each first part of a path. That of '' is the default, whose paths have
   * no such part: `{ '': 'en', zh: 'zh-Hans' }`.
   */
  urls: Record<string, string>
  /** Paths that have no language, with all below them: `/staff`. @default [] */
  unprefixed?: string[]
}

/** What {@link Languages} say of a path. */
export interface LanguageTable {
  /** The default first. */
  all: string[]
  fallback: string
  /**
   * The language in a path, and the path without it. No language where the path names none, or where the rest
   * begins with two slashes and so would lead to another host.
   */
  splitPath(url: string): { language: string | undefined; path: string }
  /** A path of the app as it is in a language. A path that has a language already keeps it. */
  localPath(path: string, language: string): string
  isUnprefixed(path: string): boolean
}

/** @throws BLUEPRINT_ERR_LANGUAGES */
export function languageTable({ urls, unprefixed = [] }: Languages): LanguageTable {
  checkUrls(urls)
  const { '': fallback = '', ...prefixed } = urls
  const languages = new Map(Object.entries(prefixed).map(([part, language]) => [`/${part}`, language]))
  const prefixes = new Map([...languages].map(([prefix, language]) => [language, prefix]))

  function isUnprefixed(url: string): boolean {
    const path = decodePath(url)
    return unprefixed.some((prefix) => path === prefix || path.startsWith(`${prefix}/`))
  }

  function splitPath(url: string) {
    const [, prefix = '', rest = ''] = /^(\/[^/?]*)(.*)$/s.exec(url) ?? []
    const language = languages.get(prefix)
    const path = rest.startsWith('/') ? rest : `/${rest}`
    const isOwn = language && !isUnprefixed(path) && !FOREIGN.test(path)
    return isOwn ? { language, path } : { language: undefined, path: url }
  }

  return {
    all: [fallback, ...languages.values()],
    fallback,
    splitPath,
    localPath(path, language) {
      const prefix = prefixes.get(language)
      if (!prefix || isUnprefixed(path) || splitPath(path).language) return path
      return prefix + path
    },
    isUnprefixed
  }
}

/** The path of a URL as the router reads it; one that cannot be decoded stays as it is. */
function decodePath(url: string): string {
  const [path = ''] = url.split(/[?#]/, 1)
  try {
    return decodeURI(path)
  } catch {
    return path
  }
}

/** Browsers take this for a path on another host. */
const FOREIGN = /^[/\\]{2}/

/** What an app speaks that says nothing of languages. */
export const ENGLISH = languageTable({ urls: { '': 'en' } })

function checkUrls(urls: Languages['urls']): void {
  for (const [part, language] of Object.entries(urls)) {
    if (!/^[a-z0-9-]*$/.test(part) || !isLanguage(language)) throw new BLUEPRINT_ERR_LANGUAGES(part, language)
  }
  if (!urls['']) throw new BLUEPRINT_ERR_LANGUAGES('', 'none')
}

function isLanguage(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag)[0] === tag
  } catch {
    return false
  }
}
