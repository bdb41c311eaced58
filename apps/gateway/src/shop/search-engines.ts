import { readFileSync } from 'node:fs'
import { inParts, WholeNumber } from '@larder/blueprint'
import { findLastId, listCategories, readSlugs } from '@larder/goods'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { siteOrigin } from './page-head.js'

export interface SearchEnginesOptions {
  publicUrl?: URL
  /** Where the shop is if neither its public URL nor the request tells. */
  localUrl: URL
  /** The folder of the icons that browsers ask for by name. */
  icons: string
  /** Ids of goods in one sitemap. @default 40_000, which leaves room for categories below the 50,000 of sitemaps.org */
  sitemapSize?: number
}

/** What machines ask every site for: robots.txt (RFC 9309), the sitemap (sitemaps.org), and icons. */
export default async function searchEngines(app: FastifyInstance, options: SearchEnginesOptions) {
  const { publicUrl, localUrl, icons, sitemapSize = 40_000 } = options
  const wholeUrl = (request: FastifyRequest, path: string) => siteOrigin(request, publicUrl, localUrl) + path

  // A page that is not to be indexed says so itself, and must be read for that.
  const robots = { summary: 'What search engines may read' }
  app.get('/robots.txt', { name: 'robots', schema: robots, config: SAME_FOR_ALL }, async (request, reply) => {
    const sitemap = wholeUrl(request, app.urlFor('sitemap'))
    return reply.type('text/plain; charset=utf-8').send(`User-agent: *\nDisallow:\n\nSitemap: ${sitemap}\n`)
  })

  const sitemap = {
    summary: 'Every page for search engines; of a large shop the list of its parts',
    querystring: SitemapQuery
  }
  app.get<{ Querystring: SitemapQuery }>(
    '/sitemap.xml',
    { name: 'sitemap', schema: sitemap, config: SAME_FOR_ALL },
    async (request, reply) => {
      const parts = Math.max(1, Math.ceil((await findLastId(app.db)) / sitemapSize))
      const { part } = request.query
      if (part && part > parts) return reply.callNotFound()
      const isWhole = part || parts === 1
      const paths = isWhole ? pages(part ?? 1) : [partsOf(parts)]
      const xml = writeXml(isWhole ? 'urlset' : 'sitemapindex', paths, (path) => wholeUrl(request, path))
      return reply.type('application/xml; charset=utf-8').send(inParts(request, xml))
    }
  )

  function partsOf(count: number): string[] {
    return Array.from({ length: count }, (_, place) => app.urlFor('sitemap', {}, { part: place + 1 }))
  }

  /** The paths of one part, some at a time. */
  async function* pages(part: number): AsyncGenerator<string[]> {
    if (part === 1) {
      const categories = await listCategories(app.db)
      const lists = categories.map(({ slug }) => app.urlFor('goods.list', {}, { category: slug }))
      yield [app.urlFor('home'), app.urlFor('goods.list'), app.urlFor('delivery.show'), ...lists]
    }
    const range = { first: (part - 1) * sitemapSize + 1, last: part * sitemapSize }
    for await (const slugs of readSlugs(app.db, range))
      yield slugs.map((slug) => app.urlFor('goods.show', { slug }))
  }

  for (const [name, type] of ICONS) {
    const file = readFileSync(`${icons}/${name}`)
    const icon = { summary: 'The shop’s icon' }
    app.get(`/${name}`, { schema: icon, config: SAME_FOR_ALL }, async (_request, reply) =>
      reply.type(type).header('cache-control', 'public, max-age=86400').send(file)
    )
  }
}

/** No session is looked for. */
const SAME_FOR_ALL = { impersonal: true }

const SitemapQuery = Type.Object({ part: Type.Optional(WholeNumber({ minimum: 1, maximum: 100_000 })) })
type SitemapQuery = Static<typeof SitemapQuery>

/** Icons that browsers and phones look for at the root, whatever the page says. */
const ICONS = [
  ['favicon.ico', 'image/x-icon'],
  ['apple-touch-icon.png', 'image/png']
] as const

async function* writeXml(
  kind: 'urlset' | 'sitemapindex',
  pages: AsyncIterable<string[]> | string[][],
  wholeUrl: (path: string) => string
): AsyncGenerator<string> {
  const entry = kind === 'urlset' ? 'url' : 'sitemap'
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<${kind} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n`
  for await (const paths of pages) {
    yield paths.map((path) => `<${entry}><loc>${escapeXml(wholeUrl(path))}</loc></${entry}>\n`).join('')
  }
  yield `</${kind}>\n`
}

function escapeXml(url: string): string {
  return url.replaceAll('&', '&amp;').replaceAll("'", '&apos;')
}
