import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'tap'
import { findPages, root } from './fixtures/documented-commands.js'

const command = path.join(root, 'scripts/docs.mjs')

test('the documentation as a site', async (t) => {
  const out = path.join(t.testdir({}), 'site')
  execFileSync(process.execPath, [command, '--out', out])
  const read = (file: string) => readFileSync(path.join(out, file), 'utf8')

  t.test('leads from page to page, in both languages', (t) => {
    t.match(read('index.html'), 'href="docs/blueprints.html"')
    t.match(read('docs/blueprints.html'), 'href="../packages/blueprint/index.html#slots"')
    t.match(read('docs/from-flask.html'), 'href="zh-CN/from-flask.html" lang="zh-CN">中文')
    t.match(read('docs/zh-CN/from-flask.html'), '<html lang="zh-CN">')
    t.match(read('zh-CN/index.html'), 'href="../docs/zh-CN/migrations.html"')
    t.end()
  })

  t.test('has the pictures, and no link to what is not in it', (t) => {
    t.ok(read('docs/shop.png'))
    t.notMatch(read('index.html'), /href="(?!https?:|#)[^"]*\.(ts|md)"/)
    t.end()
  })
})

test('a dead link fails the site', (t) => {
  const folder = t.testdir({
    'README.md': '# Shop\n\n[a](docs/a.md#here) [b](docs/a.md#there) [c](gone.md)',
    docs: { 'a.md': '# A\n\n## Here' }
  })
  const { status, stderr } = spawnSync(
    process.execPath,
    [command, '--root', folder, '--out', path.join(folder, 'out')],
    { encoding: 'utf8' }
  )
  t.equal(status, 1)
  t.match(stderr, 'README.md: docs/a.md#there has no such heading')
  t.match(stderr, 'README.md: gone.md is not there')
  t.notMatch(stderr, '#here')
  t.end()
})

test('a page in both languages shows the same commands and code', (t) => {
  const pages = findPages().filter((page) => page === 'docs/zh-CN/from-flask.md')
  t.equal(pages.length, 1)
  for (const page of pages) t.same(blocksOf(page), blocksOf(page.replace('zh-CN/', '')))
  t.end()
})

function blocksOf(page: string): string[] {
  return readFileSync(path.join(root, page), 'utf8').match(/^```[\s\S]*?^```/gm) ?? []
}
