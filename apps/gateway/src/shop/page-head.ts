import { localUrl } from '@larder/blueprint'
import type { FastifyRequest } from 'fastify'

/** What the layout needs to tell machines of a page, whose `meta` has paths. */
export interface PageHead {
  /** A path, or a URL, as a whole URL. */
  wholeUrl: (path: string) => string
  /** The address of a page in the language of this one, by its path. */
  pageUrl: (path: string) => string
  /** Structured data for a `script`, its URLs whole (JSON-LD 1.1). */
  jsonLd: (items: object[]) => string
}

/** @param fallback where the shop is if neither its public URL nor the request tells */
export function pageHead(request: FastifyRequest, publicUrl: URL | undefined, fallback: URL): PageHead {
  const site = siteOrigin(request, publicUrl, fallback)
  // Nearly all are paths, and whole with the origin before them: to parse them takes longer.
  const wholeUrl = (path: string) => (/^\/(?!\/)/.test(path) ? site + path : new URL(path, site).href)
  const pageUrl = (path: string) => wholeUrl(localUrl(request.server, path, request.language))
  const urls: Record<string, (path: string) => string> = {
    url: pageUrl,
    item: pageUrl,
    image: wholeUrl,
    logo: wholeUrl
  }
  return {
    wholeUrl,
    pageUrl,
    jsonLd(items) {
      const graph = { '@context': 'https://schema.org', '@graph': items }
      const text = JSON.stringify(graph, (key, value) => (value && urls[key]?.(value)) ?? value)
      // So that no `</script>` in a text ends it (HTML, 4.12.1.3).
      return text.replaceAll('<', '\\u003c')
    }
  }
}

/** Where visitors reach the shop: its public URL, else what this request asked for. */
export function siteOrigin(request: FastifyRequest, publicUrl: URL | undefined, fallback: URL): string {
  const asked = `${request.protocol}://${request.host}`
  return (publicUrl ?? (URL.canParse(asked) ? new URL(asked) : fallback)).origin
}
