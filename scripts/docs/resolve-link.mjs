import { existsSync, statSync } from 'node:fs'
import path from 'node:path'

/**
 * Where a link of a page leads in the site.
 *
 * @returns its `url`, undefined for a file that is no page; what is wrong with it (`problem`); the `picture` to copy
 */
export function resolveLink({ root, byFile, page, href, source }) {
  if (/^(https?:|mailto:)/.test(href)) return { url: href }
  const [target, anchor] = href.split('#')
  const file = target ? path.posix.join(path.posix.dirname(page.file), decodeURI(target)) : page.file
  const found = byFile.get(file) ?? byFile.get(path.posix.join(file, 'README.md'))
  if (found) {
    if (anchor && !found.anchors.has(decodeURIComponent(anchor))) return { problem: 'has no such heading' }
    const url = found === page ? '' : relativeUrl(page.url, found.url)
    return { url: (anchor ? `${url}#${anchor}` : url) || relativeUrl(page.url, page.url) }
  }
  const place = path.join(root, file)
  if (file.startsWith('..') || !existsSync(place)) return { problem: 'is not there' }
  if (PICTURE.test(file)) return { url: relativeUrl(page.url, file), picture: file }
  if (!source) return {}
  return {
    url: statSync(place).isDirectory() ? `${source.replace('/blob/', '/tree/')}/${file}` : `${source}/${file}`
  }
}

const PICTURE = /\.(png|webp|svg|jpe?g)$/

/** From one page of the site to another: the site may stand in any folder, and be read from a disk. */
export function relativeUrl(from, to) {
  return path.posix.relative(path.posix.dirname(from), to)
}
