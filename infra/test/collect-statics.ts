import { mkdirSync, statSync, writeFileSync } from 'node:fs'
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
