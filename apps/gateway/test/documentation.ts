import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'tap'
import { findPages, root } from './fixtures/documented-commands.js'

/** A link to a file, less what stands behind a `#`, and the quotation right behind it. */
const LINK = /\]\((?!https?:|#)([^)#\s]+)[^)]*\)(?: "([^"\n]+)")?/g

test('the documentation', async (t) => {
  const pages = findPages()
  t.ok(pages.length > 10)
  for (const page of pages) {
    const links = [...readFileSync(path.join(root, page), 'utf8').matchAll(LINK)]
    for (const [, target = '', quoted] of links) {
      const file = path.resolve(root, path.dirname(page), target)
      if (!t.ok(existsSync(file), `${page}: ${target} is there`)) continue
      // `[test](file) "a name"` names a test of that file.
      if (quoted) t.ok(readFileSync(file, 'utf8').includes(quoted), `${target} has "${quoted}"`)
    }
  }
})

test('the documentation speaks of names that are in the code', (t) => {
  const folders = ['packages', 'apps', 'infra', 'scripts', 'prisma', 'examples']
  const sources = folders.flatMap((folder) =>
    filesIn(path.join(root, folder), /\.([cm]?[jt]s|eta|json|yaml|prisma)$/)
  )
  const texts = [...sources, path.join(root, 'pnpm-workspace.yaml')].map((file) => readFileSync(file, 'utf8'))
  const words = new Set(texts.flatMap((text) => text.match(/\w+/g) ?? []))
  for (const page of findPages()) {
    const prose = readFileSync(path.join(root, page), 'utf8').replace(/^```[\s\S]*?^```/gm, '')
    for (const [, name = ''] of prose.matchAll(CAMEL_CASE))
      t.ok(words.has(name), `${page}: ${name} is in the code`)
  }
  t.end()
})

/** `findGood`, `app.findGood`, `findGood(db, slug)`. */
const CAMEL_CASE = /`(?:\w+\.)*([a-z]+[A-Z]\w*)(?:\(.*?\))?`/g

test('what the packages add to an app is listed for those who have it already', (t) => {
  const list = readFileSync(path.join(root, 'docs/adopting.md'), 'utf8')
  const sources = readdirSync(path.join(root, 'packages')).flatMap((name) => {
    const folder = path.join(root, 'packages', name, 'src')
    return existsSync(folder) ? filesIn(folder, /\.ts$/) : []
  })
  const added = sources.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(DECORATION)])
  t.ok(added.length > 8)
  for (const [, place = 'App', name] of added) {
    const decoration = `${place.toLowerCase()}.${name}`
    t.ok(list.includes(`\`${decoration}\``), `${decoration} is in docs/adopting.md`)
  }
  t.end()
})

const DECORATION = /\.decorate(Request|Reply)?\('(\w+)'/g

test('no package asks `request.user`, which may be of the app that has the package', (t) => {
  const sources = ['packages', 'apps'].flatMap((folder) =>
    readdirSync(path.join(root, folder)).map((name) => path.join(root, folder, name, 'src'))
  )
  for (const file of sources.filter((folder) => existsSync(folder)).flatMap((f) => filesIn(f, /\.ts$/))) {
    const code = readFileSync(file, 'utf8').replace(/^ *(\/\*\*|\*|\/\/).*/gm, '')
    t.notMatch(code, USER_OF_APP, path.relative(root, file))
  }
  t.end()
})

/** `request.user` and `const { user, language } = request`. */
const USER_OF_APP = /(?<!')\brequest\??\.user\b|\{[^{}]*\buser\b[^{}]*\} = request\b(?!\.)/

function filesIn(folder: string, kind: RegExp): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name)
    if (entry.isDirectory()) return MADE.test(entry.name) ? [] : filesIn(file, kind)
    return kind.test(entry.name) ? [file] : []
  })
}

/** Folders of what was made or installed. */
const MADE = /^(node_modules|dist|generated|\..*)$/
