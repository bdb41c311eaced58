import Fastify from 'fastify'
import { test } from 'tap'
import { blueprint } from '../src/blueprint.js'
import { checkOptions } from '../src/check-options.js'

test('an option of another type than it must be is refused', async (t) => {
  const types = { url: 'URL', on: 'boolean', size: 'number', only: 'string[]', order: 'lists' } as const
  const refused = { code: 'BLUEPRINT_ERR_OPTION' }
  checkOptions(
    'it',
    { url: new URL('https://shop.example'), on: false, size: 0, only: ['a'], order: { list: ['a'] } },
    types
  )
  checkOptions('it', { url: undefined, more: 1 }, types)
  for (const options of [
    { url: 'https://shop.example' },
    { on: 'yes' },
    { size: '3' },
    { size: -1 },
    { size: Number.NaN },
    { only: 'goods' },
    { order: { list: 'goods' } },
    { order: null }
  ]) {
    t.throws(() => checkOptions('it', options, types), refused)
  }
  t.throws(() => checkOptions('@larder/x', { url: 'x' }, types), {
    message: "The option 'url' of @larder/x must be a URL object: new URL(…)."
  })
})

test("a blueprint's option is of the type of its default", async (t) => {
  const shop = blueprint<{ size?: number }>({ name: 'shop', defaults: { size: 10 } }, async () => {})
  const app = Fastify()
  app.register(shop, Object.assign({ size: 1 }, { size: '5' }))
  await t.rejects(async () => app.ready(), {
    code: 'BLUEPRINT_ERR_OPTION',
    message: /'size' of the blueprint 'shop'/
  })
})
