import { createGood } from '@larder/goods/testing'
import { until } from '@larder/until'
import tap, { test } from 'tap'
import { ownDatabase } from '../fixtures/own-database.js'
import { serveShop } from '../fixtures/served-shop.js'
import { Visitor } from '../fixtures/visitor.js'

const database = await ownDatabase(tap)
const ARGS = ['-w', '2', '--max-event-loop-delay', '0']
const env = { DATABASE_URL: database.url }
const shops = [await serveShop(tap, ARGS, env), await serveShop(tap, ARGS, env)] as const
const [{ db, origin }] = shops
const originOf = (index: number) => shops[index % 2]?.origin ?? ''

test('30 browsers of one customer add to the cart 20 times each, at two instances', async (t) => {
  const goods: number[] = []
  for (let good = 0; good < 10; good++) goods.push((await createGood(db, { stock: 100 })).id)
  const anna = new Visitor(origin)
  const account = { user_name: 'Anna', password: 'plum jam and toast' }
  t.equal((await anna.post('/users/register', { ...account, email: 'anna@example.org' })).status, 201)
  t.equal((await anna.post('/users/login', account)).status, 200)
  await Promise.all(
    Array.from({ length: 30 }, async (_, index) => {
      const browser = anna.at(originOf(index))
      for (let turn = 0; turn < 20; turn++) {
        const line = { good: goods[turn % goods.length], quantity: 1 }
        // A busy machine may refuse one for a moment; then nothing was added.
        await until(async () => {
          const { status, body } = await browser.post('/carts/lines', line)
          if (status !== 200 && status !== 503) throw new Error(`The answer is ${status}: ${body}`)
          return status === 200
        }, 'the shop takes the addition')
      }
    })
  )
  const { lines } = await db.cart.findFirstOrThrow({
    where: { user: { name: 'Anna' } },
    include: { lines: { orderBy: { goodId: 'asc' } } }
  })
  t.same(
    lines.map(({ goodId, quantity }) => ({ goodId, quantity })),
    goods.map((goodId) => ({ goodId, quantity: 600 / goods.length }))
  )
})

test('registrations through three kill -9 of the database', async (t) => {
  const [acknowledged, unanswered]: [string[], string[]] = [[], []]
  let crashes = 0
  const register = async (index: number) => {
    for (let turn = 0; crashes < 3 || acknowledged.length < 120; turn++) {
      const user_name = `Berta ${index} ${turn}`
      const account = {
        user_name,
        email: `berta.${index}.${turn}@example.org`,
        password: 'plum jam and toast'
      }
      const answer = await new Visitor(originOf(turn)).post('/users/register', account).catch(() => undefined)
      if (answer?.status === 201) acknowledged.push(user_name)
      else unanswered.push(user_name)
    }
  }
  const people = Promise.all(Array.from({ length: 8 }, (_, index) => register(index)))
  while (crashes < 3) {
    const due = acknowledged.length + 20
    await until(() => acknowledged.length >= due, 'twenty more have registered')
    await database.crash()
    crashes++
  }
  await people
  await until(() => db.user.count(), 'the database answers')
  const found = await db.user.findMany({ where: { name: { startsWith: 'Berta' } } })
  const names = new Set(found.map(({ name }) => name))
  t.equal(names.size, found.length)
  t.same(
    acknowledged.filter((name) => !names.has(name)),
    [],
    'every account is there that was acknowledged'
  )
  t.same(
    [...names].filter((name) => ![...acknowledged, ...unanswered].includes(name)),
    [],
    'and no other than those that were asked for'
  )
  const mails = await db.mail.count({ where: { recipients: { contains: 'berta.' } } })
  t.equal(mails, found.length, 'with one mail each')
  t.ok(unanswered.length > 0, 'some met the crash')
  t.comment(`${acknowledged.length} acknowledged, ${unanswered.length} not, ${found.length} accounts`)
})
