import { test } from 'tap'
import { keepFound } from '../src/index.js'

test('what is found', async (t) => {
  let now = 1_000
  const searches: string[] = []
  const find = (key: string) => async () => {
    searches.push(key)
    return { key }
  }
  const findKept = keepFound<{ key: string }>(100, () => now)
  const plums = () => findKept('plums', find('plums'))

  await t.test('is found once for all who ask within its time', async (t) => {
    const [one, other] = await Promise.all([plums(), plums()])
    now += 99
    t.equal(one, other)
    t.equal(await plums(), one)
    t.same(searches.splice(0), ['plums'])
  })

  await t.test('is found anew after it', async (t) => {
    now += 2
    t.same(await plums(), { key: 'plums' })
    t.same(searches.splice(0), ['plums'])
  })

  await t.test('is told apart by its key, and kept for the 32 that were asked for last', async (t) => {
    const keys = Array.from({ length: 33 }, (_, number) => `good ${number}`)
    for (const key of keys) t.same(await findKept(key, find(key)), { key })
    t.same(searches.splice(0), keys)
    await findKept('good 32', find('good 32'))
    await findKept('good 0', find('good 0'))
    t.same(searches.splice(0), ['good 0'])
  })

  await t.test('is not kept where it could not be found', async (t) => {
    const fail = () => Promise.reject(new Error('away'))
    await Promise.all([
      t.rejects(findKept('pears', fail), { message: 'away' }),
      t.rejects(findKept('pears', fail))
    ])
    t.same(await findKept('pears', find('pears')), { key: 'pears' })
    t.same(searches.splice(0), ['pears'])
  })

  await t.test('is found each time where nothing is to be kept', async (t) => {
    const findKept = keepFound<{ key: string }>(0)
    for (const key of ['figs', 'figs']) await findKept(key, find(key))
    t.same(searches.splice(0), ['figs', 'figs'])
  })
})
