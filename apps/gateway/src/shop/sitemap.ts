import { inParts, languagesIn, localUrl, WholeNumber } from '@larder/blueprint'
import { findLastId, listCategories, readSlugs } from '@larder/goods'
import { PAGE_NAMES } from '@larder/pages'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { routeFinder } from './route-finder.js'

export interface SitemapOptions {
  /** URLs of goods in one sitemap. @default 40_000, which leaves room for categories below the 50,000 of sitemaps.org */
  sitemapSize?: number
}

interface Sitemap extends SitemapOptions {
  wholeUrl: (request: FastifyRequest, path: string) => string
}

/** Every page that is to be indexed, in each language (sitemaps.org). */
export function sitemap(app: FastifyInstance, { sitemapSize = 40_000, wholeUrl }: Sitemap): void {
  const schema = {
    summary: 'Every page for search engines; of a large shop the list of its parts',
    querystring: SitemapQuery
  }
  app.get<{ Querystring: SitemapQuery }>(
    '/sitemap.xml',
    { name: 'sitemap', schema, config: { impersonal: true } },
    async (request, reply) => {
      const languages = languagesIn(app)
      const size = Math.floor(sitemapSize / languages.all.length)
      const parts = Math.max(1, Math.ceil((await findLastId(app.db)) / size))
      const { part } = request.query
      if (part && part > parts) return reply.callNotFound()
      const isWhole = part || parts === 1
      const urlOf = (path: string) => wholeUrl(request, path)
      const alternatesOf = (path: string): Alternate[] => [
        ...languages.all.map((language) => ({ language, url: urlOf(localUrl(app, path, language)) })),
        { language: 'x-default', url: urlOf(path) }
      ]
      const xml = isWhole
        ? writeXml('urlset', pages(app, part ?? 1, size), (page) => writePage(page, alternatesOf(page.path)))
        : writeXml(
            'sitemapindex',
            [partsOf(app, parts)],
            (path) => `<sitemap><loc>${escapeXml(urlOf(path))}</loc></sitemap>\n`
          )
      return reply.type('application/xml; charset=utf-8').send(inParts(request, xml))
    }
  )
}

function partsOf(app: FastifyInstance, count: number): string[] {
  return Array.from({ length: count }, (_, place) => app.urlFor('sitemap', {}, { part: place + 1 }))
}

/** The pages of one part, some at a time. */
async function* pages(app: FastifyInstance, part: number, size: number): AsyncGenerator<Page[]> {
  if (part === 1) {
    const categories = await listCategories(app.db)
    const lists = categories.map(({ slug }) => app.urlFor('goods.list', {}, { category: slug }))
    const legal = PAGE_NAMES.map((name) => app.urlFor('pages.show', { name }))
    const named = ['home', 'goods.list', 'delivery.show'].filter(routeFinder(app))
    const others = named.map((name) => app.urlFor(name))
    yield [...others, ...lists, ...legal].map((path) => ({ path }))
  }
  for await (const goods of readSlugs(app.db, { first: (part - 1) * size + 1, last: part * size })) {
    yield goods.map(({ slug, updatedAt }) => ({
      path: app.urlFor('goods.show', { slug }),
      changed: updatedAt
    }))
  }
}

const SitemapQuery = Type.Object({ part: Type.Optional(WholeNumber({ minimum: 1, maximum: 100_000 })) })
type SitemapQuery = Static<typeof SitemapQuery>

/** A page as the table of URLs has it. */
interface Page {
  path: string
  changed?: Date
}

interface Alternate {
  language: string
  url: string
}

async function* writeXml<Entry>(
  kind: 'urlset' | 'sitemapindex',
  parts: AsyncIterable<Entry[]> | Entry[][],
  write: (entry: Entry) => string
): AsyncGenerator<string> {
  const links = kind === 'urlset' ? ' xmlns:xhtml="http://www.w3.org/1999/xhtml"' : ''
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<${kind} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"${links}>\n`
  for await (const entries of parts) yield entries.map(write).join('')
  yield `</${kind}>\n`
}

/** The page in each language, with where it is in the others (Google Search Central, Localized versions of your pages). */
function writePage({ changed }: Page, alternates: Alternate[]): string {
  const urls = new Set(alternates.map(({ url }) => url))
  const date = changed ? `<lastmod>${changed.toISOString().slice(0, 10)}</lastmod>` : ''
  const links = alternates.map(
    ({ language, url }) => `<xhtml:link rel="alternate" hreflang="${language}" href="${escapeXml(url)}"/>`
  )
  const others = urls.size > 1 ? links.join('') : ''
  return [...urls].map((url) => `<url><loc>${escapeXml(url)}</loc>${date}${others}</url>\n`).join('')
}

function escapeXml(url: string): string {
  return url.replaceAll('&', '&amp;').replaceAll("'", '&apos;')
}
