import path from 'node:path'
import { parseStore } from '@larder/files/settings'
import { test } from 'tap'

test('where files go', async (t) => {
  t.same(parseStore('database'), { kind: 'database' })
  t.same(parseStore('folder:/srv/shop files'), { kind: 'folder', folder: '/srv/shop files' })
  t.same(parseStore('folder:files'), { kind: 'folder', folder: path.resolve('files') })
  t.same(parseStore('s3://shop-files'), { kind: 's3', bucket: 'shop-files', prefix: '' })
  t.same(parseStore('s3://shop-files/a/b'), { kind: 's3', bucket: 'shop-files', prefix: 'a/b/' })
  t.same(parseStore('s3://shop-files/a/'), { kind: 's3', bucket: 'shop-files', prefix: 'a/' })
  for (const text of [
    '',
    'folder:',
    's3://',
    's3://AB',
    's3://shop/a b',
    's3://shop//a',
    'https://shop',
    'disk'
  ])
    t.throws(() => parseStore(text), { code: 'FILES_ERR_STORE' }, `'${text}'`)
})
