import type { StaticsEntry } from '@larder/blueprint'
import { type Test, test } from 'tap'
import { request } from 'undici'
import { startNginx } from './fixtures/nginx.js'
import { stubGateway } from './fixtures/stub-gateway.js'
import { withoutNginx } from './fixtures/tools.js'

const statics: StaticsEntry[] = [
  entry('staff', '/staff'),
  entry('goods', '/goods'),
  entry('goods-staff', '/staff/goods'),
  entry('orders-staff', '/staff/orders'),
  entry('checkout-staff', '/staff/orders'),
  entry('users', '/users'),
  entry('users.keys', '/users/keys')
]

test('a request comes to an instance that serves it', { skip: withoutNginx }, async (t) => {
  await t.test('to each of those that serve it alone, by turns', async (t) => {
    const ask = await startInstances(t, [undefined, 'goods,users', 'goods'])
    t.same(await ask('/goods', '/goods/1', '/zh/goods', '/goods/2'), [
      'goods',
      'goods',
      'goods,users',
      'goods,users'
    ])
    t.same(await ask('/users', '/users?token=a'), ['goods,users', 'goods,users'])
    t.same(
      await ask('/users/keys', '/users/keys?token=a'),
      ['goods,users', 'goods,users'],
      'with what is inside'
    )
    t.same(await ask('/', '/staff'), ['all', 'all'])
  })

  await t.test('whatever the names of blueprints are together', async (t) => {
    const ask = await startInstances(t, [undefined, 'goods,staff', 'goods-staff'])
    t.same(await ask('/goods', '/staff'), ['goods,staff', 'goods,staff'])
    t.same(await ask('/staff/goods', '/staff/goods/1?token=a'), ['goods-staff', 'goods-staff'])
  })

  await t.test('and not to one that serves what is around it', async (t) => {
    const ask = await startInstances(t, [undefined, 'staff'])
    t.same(await ask('/staff', '/staff/today', '/staff/goodsfoo'), ['staff', 'staff', 'staff'])
    t.same(await ask('/staff/goods', '/zh/staff/goods/1', '/staff/orders?token=a'), ['all', 'all', 'all'])
  })

  await t.test('nor to one that serves half of what is there', async (t) => {
    const half = await startInstances(t, [undefined, 'orders-staff'])
    t.same(await half('/staff/orders'), ['all'])
    const whole = await startInstances(t, [undefined, 'checkout-staff,orders-staff'])
    t.same(await whole('/staff/orders'), ['checkout-staff,orders-staff'])
  })
})

function entry(blueprint: string, prefix: string): StaticsEntry {
  return { blueprint, prefix, statics: undefined }
}

/** @returns asks for paths, and resolves with who has answered, sorted */
async function startInstances(t: Test, onlys: (string | undefined)[]) {
  const instances = await Promise.all(
    onlys.map(async (only) => {
      const { bind } = await stubGateway(t, (_request, response) => response.end(only ?? 'all'))
      return { bind, only }
    })
  )
  const { origin } = await startNginx(t, instances, {}, statics)
  return async (...paths: string[]) => {
    const answers: string[] = []
    for (const path of paths) answers.push(await (await request(origin + path)).body.text())
    return answers.sort()
  }
}
