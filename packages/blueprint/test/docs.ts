import { readFileSync } from 'node:fs'
import path from 'node:path'
import Fastify, { type FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { test } from 'tap'
import { register } from 'tsx/esm/api'

const page = readFileSync(new URL('../../../docs/blueprints.md', import.meta.url), 'utf8')
const files = Object.fromEntries(
  [...page.matchAll(/```ts\n\/\/ (\S+)\n([\s\S]*?)```/g)].map(([, name = '', text = '']) => [name, text])
)

test('the examples of docs/blueprints.md', async (t) => {
  t.teardown(register())
  const folder = t.testdir({
    ...files,
    // Asked without a socket.
    'main.ts': String(files['main.ts']).replace(/await app\.listen.*/, 'export default app')
  })
  const load = async (file: string) => (await import(path.join(folder, file))).default

  await t.test('are all there', async (t) => {
    t.same(Object.keys(files), ['register.ts', 'main.ts', 'goods.ts', 'goods-routes.ts'])
    t.equal(page.match(/```ts/g)?.length, Object.keys(files).length, 'and each has a name')
  })

  await t.test('serve a blueprint in one file below its prefix, and without', async (t) => {
    const main: FastifyInstance = await load('main.ts')
    t.equal((await main.inject('/users/register')).body, 'register page OK')
    const app = Fastify().register(await load('register.ts'))
    t.equal((await app.inject('/register')).body, 'register page OK')
  })

  await t.test('have options with defaults, and needs', async (t) => {
    const goods = await load('goods.ts')
    const database = async (app: FastifyInstance) => {
      app.decorate('db', { good: { findMany: async ({ take }: { take: number }) => [take] } })
    }
    const app = Fastify().register(fp(database, { name: '@larder/database' }))
    app.register(goods, { prefix: '/goods' })
    app.register(goods, { prefix: '/few', name: 'few', pageSize: 2 })
    t.equal((await app.inject('/goods')).body, '[24]')
    t.equal((await app.inject('/few')).body, '[2]')
  })
})
