import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { test } from 'tap'
import { collectStatics } from '../src/collect-statics.js'

test('collected static files are readable by all', (t) => {
  const folder = t.testdir()
  const umask = process.umask(0o077)
  t.teardown(() => process.umask(umask))
  mkdirSync(`${folder}/static/pictures`, { recursive: true })
  writeFileSync(`${folder}/static/pictures/pear.svg`, '<svg/>')
  const statics = { folder: `${folder}/static`, url: '/goods/static/', files: [] }

  const [entry] = collectStatics([{ blueprint: 'goods', prefix: '/goods', statics }], `${folder}/srv/larder`)
  t.equal(entry?.statics?.folder, `${folder}/srv/larder/goods/static/`)
  const modeOf = (path: string) => (statSync(`${folder}/srv/${path}`).mode & 0o777).toString(8)
  for (const path of ['larder', 'larder/goods', 'larder/goods/static', 'larder/goods/static/pictures'])
    t.equal(modeOf(path), '755', path)
  t.equal(modeOf('larder/goods/static/pictures/pear.svg'), '644')
  t.equal(process.umask(), 0o077, 'the umask of the process is what it was')
  t.end()
})

test('collected static files have no compressed forms of what they were before', (t) => {
  const before = {
    'shop.css': 'before',
    'shop.css.gz': 'before',
    'shop.css.br': 'before',
    'gone.css': '',
    'gone.css.gz': ''
  }
  const folder = t.testdir({
    static: { 'shop.css': 'after', 'shop.css.br': 'after', pictures: { 'pear.svg': 'after' } },
    srv: { static: { ...before, pictures: { 'pear.svg.gz': 'before' } } }
  })
  const statics = { folder: `${folder}/static`, url: '/static/', files: [] }
  collectStatics([{ blueprint: '', prefix: '', statics }], `${folder}/srv`)
  t.same(readdirSync(`${folder}/srv/static`), [
    'gone.css',
    'gone.css.gz',
    'pictures',
    'shop.css',
    'shop.css.br'
  ])
  t.same(readdirSync(`${folder}/srv/static/pictures`), ['pear.svg'])
  t.equal(readFileSync(`${folder}/srv/static/shop.css.br`, 'utf8'), 'after')
  t.end()
})
