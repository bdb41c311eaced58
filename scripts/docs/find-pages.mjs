import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'

/**
 * The pages of the site: the Markdown file, its address in the site, its language, and the group of the navigation that it
 * stands in.
 */
export function findPages(root) {
  const folders = ['packages', 'apps'].flatMap((parent) => foldersOf(root, parent))
  const places = [
    ['', 'start'],
    ['docs', 'guides'],
    ['docs/zh-CN', 'guides'],
    ['infra', 'guides'],
    ['examples', 'guides'],
    ...folders.map((folder) => [folder, 'packages'])
  ]
  return places.flatMap(([folder, group]) => {
    // Beside the README of a package stands what tools write, as its api.md.
    const names = markdownIn(path.join(root, folder)).filter(
      (name) => name !== 'api.md' && (group !== 'packages' || name === 'README.md')
    )
    return names.map((name) => {
      const file = path.posix.join(folder, name)
      return { file, group, url: urlOf(file), language: /zh-CN/.test(file) ? 'zh-CN' : 'en' }
    })
  })
}

/** `README.md` is the page of its folder. */
function urlOf(file) {
  if (file === 'README.zh-CN.md') return 'zh-CN/index.html'
  return file.replace(/(^|\/)README\.md$/, '$1index.md').replace(/\.md$/, '.html')
}

function foldersOf(root, parent) {
  const folder = path.join(root, parent)
  return existsSync(folder) ? readdirSync(folder).map((name) => `${parent}/${name}`) : []
}

function markdownIn(folder) {
  return existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.md'))
        .sort()
    : []
}
