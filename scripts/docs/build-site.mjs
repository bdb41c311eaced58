import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { findPages } from './find-pages.mjs'
import { renderLayout } from './layout.mjs'
import { parsePage, renderPage } from './parse-page.mjs'
import { resolveLink } from './resolve-link.mjs'

/**
 * Writes the site, unless something is wrong with a link.
 *
 * @param source where links to files that are no pages lead; undefined for nowhere
 * @returns how many pages there are, and a line for each link that is dead
 */
export function buildSite({ root, out, source }) {
  const pages = findPages(root).map((page) => ({
    ...page,
    ...parsePage(readFileSync(path.join(root, page.file), 'utf8'))
  }))
  const byFile = new Map(pages.map((page) => [page.file, page]))
  const problems = []
  const pictures = new Set()
  for (const page of pages) {
    page.content = renderPage(page, (href) => {
      const { url, problem, picture } = resolveLink({ root, byFile, page, href, source })
      if (problem) problems.push(`${page.file}: ${href} ${problem}`)
      if (picture) pictures.add(picture)
      return url
    })
  }
  if (problems.length > 0) return { pages: pages.length, problems }
  rmSync(out, { recursive: true, force: true })
  for (const page of pages) write(out, page.url, renderLayout(page, pages))
  for (const picture of pictures) {
    mkdirSync(path.dirname(path.join(out, picture)), { recursive: true })
    copyFileSync(path.join(root, picture), path.join(out, picture))
  }
  copyFileSync(fileURLToPath(new URL('site.css', import.meta.url)), path.join(out, 'site.css'))
  return { pages: pages.length, problems }
}

function write(out, file, text) {
  const place = path.join(out, file)
  mkdirSync(path.dirname(place), { recursive: true })
  writeFileSync(place, text)
}
