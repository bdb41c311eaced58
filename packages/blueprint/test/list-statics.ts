import { createHash } from 'node:crypto'
import path from 'node:path'
import type { FastifyInstance } from 'fastify'
import { test } from 'tap'
import { listStatics } from '../src/index.js'
import { makeSite, part } from './fixtures/site.js'

test('static files and limits of bodies listed', async (t) => {
  const folder = t.testdir({
    app: {
      static: { 'site.css': 'b {}', 'site.css.gz': '…', '.hidden': '', pictures: { 'two words.svg': '' } }
    },
    goods: { static: { 'goods.css': 'i {}' } },
    plain: { templates: {} }
  })
  const app = makeSite(t, folder, { publicUrl: new URL('https://shop.example/base') })
  app.register(part('goods', files, folder), { prefix: '/goods' })
  app.register(part('plain', undefined, folder), { prefix: '/plain' })
  await app.ready()
  const hash = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 8)

  t.same(listStatics(app), [
    {
      blueprint: '',
      prefix: '/base',
      statics: {
        folder: path.join(folder, 'app/static'),
        url: '/base/static/',
        files: [
          { url: '/base/static/pictures/two%20words.svg', hash: hash('') },
          { url: '/base/static/site.css', hash: hash('b {}') }
        ]
      },
      bodyLimits: undefined
    },
    {
      blueprint: 'goods',
      prefix: '/base/goods',
      statics: {
        folder: path.join(folder, 'goods/static'),
        url: '/base/goods/static/',
        files: [{ url: '/base/goods/static/goods.css', hash: hash('i {}') }]
      },
      bodyLimits: [{ url: '/base/goods/:id/files', bytes: 1_000_000 }]
    },
    { blueprint: 'plain', prefix: '/base/plain', statics: undefined, bodyLimits: undefined }
  ])
})

async function files(app: FastifyInstance) {
  app.post('/', async () => '')
  app.post('/:id/files', { bodyLimit: 1_000_000 }, async () => '')
}
