import type { IncomingMessage } from 'node:http'
import { type Languages, languageTable } from '@larder/blueprint'

/**
 * Makes Fastify's option `rewriteUrl`, which takes the language off the path before a route is
 * looked for: `/zh/goods` is `/goods`. `request.originalUrl` keeps it.
 *
 * @throws BLUEPRINT_ERR_LANGUAGES
 */
export function languageUrls(languages: Languages): (request: Pick<IncomingMessage, 'url'>) => string {
  const { splitPath } = languageTable(languages)
  return ({ url = '/' }) => splitPath(url).path
}

/**
 * Makes {@link Languages} of a list of tags, the default first: the others get their first subtag, or
 * where that is taken the whole tag. `['en', 'zh-Hans']` is `{ '': 'en', zh: 'zh-Hans' }`.
 */
export function urlsOf(tags: string[]): Languages['urls'] {
  const [fallback = 'en', ...others] = tags
  const urls: Languages['urls'] = { '': fallback }
  for (const tag of others) {
    const whole = tag.toLowerCase()
    const [first = whole] = whole.split('-')
    urls[first in urls || fallback.startsWith(first) ? whole : first] = tag
  }
  return urls
}
