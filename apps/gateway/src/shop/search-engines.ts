import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { siteOrigin } from './page-head.js'
import { type SitemapOptions, sitemap } from './sitemap.js'

export interface SearchEnginesOptions extends SitemapOptions {
  publicUrl?: URL
  /** Where the shop is if neither its public URL nor the request tells. */
  localUrl: URL
  /** The folders of the icons that browsers ask for by name, of which the first that has one wins. */
  icons: string[]
}

/** What machines ask every site for: robots.txt (RFC 9309), the sitemap (sitemaps.org), and icons. */
export default async function searchEngines(app: FastifyInstance, options: SearchEnginesOptions) {
  const { publicUrl, localUrl, icons } = options
  const wholeUrl = (request: FastifyRequest, path: string) => siteOrigin(request, publicUrl, localUrl) + path

  // A page that is not to be indexed says so itself, and must be read for that.
  const robots = { summary: 'What search engines may read' }
  app.get('/robots.txt', { name: 'robots', schema: robots, config: SAME_FOR_ALL }, async (request, reply) => {
    const url = wholeUrl(request, app.urlFor('sitemap'))
    return reply.type('text/plain; charset=utf-8').send(`User-agent: *\nDisallow:\n\nSitemap: ${url}\n`)
  })

  sitemap(app, { ...options, wholeUrl })

  for (const [name, type] of ICONS) {
    const found = icons.map((folder) => path.join(folder, name)).find(existsSync)
    if (!found) continue
    const file = readFileSync(found)
    const icon = { summary: 'The shop’s icon' }
    app.get(`/${name}`, { schema: icon, config: SAME_FOR_ALL }, async (_request, reply) =>
      reply.type(type).header('cache-control', 'public, max-age=86400').send(file)
    )
  }
}

/** No session is looked for. */
const SAME_FOR_ALL = { impersonal: true }

/** Icons that browsers and phones look for at the root, whatever the page says. */
const ICONS = [
  ['favicon.ico', 'image/x-icon'],
  ['apple-touch-icon.png', 'image/png']
] as const
