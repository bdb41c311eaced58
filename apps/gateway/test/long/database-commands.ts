import database, { inTransaction } from '@larder/database'
import { cancelOrder, readOrder } from '@larder/orders'
import { createOrder } from '@larder/orders/testing'
import { recordReceipt } from '@larder/payments'
import { enqueue, taskKind } from '@larder/tasks'
import { freshDatabase, replace } from '@larder/testing'
import Fastify, { type FastifyInstance } from 'fastify'
import { type Test, test } from 'tap'
import { Type } from 'typebox'
import shop from '../../src/app.js'
import { gatewayHere } from '../fixtures/gateway-here.js'
import { openOutbox } from '../fixtures/outbox.js'

const MESSAGE = { subject: 'Grüße', text: 'Dear Anna' }

test('commands for what is in the database', async (t) => {
  const DATABASE_URL = await freshDatabase(t)
  replace(t, process, 'env', { ...process.env, DATABASE_URL, LARDER_IBAN: 'DE89370400440532013000' })
  const app = await openOutbox(t, DATABASE_URL)

  await t.test('gateway mail', async (t) => {
    const { id } = await app.mail.send(app.db, { ...MESSAGE, to: ['anna@example.org', 'bo@example.org'] })
    const to = 'anna@example.org'
    const { id: secret } = await app.mail.send(app.db, { ...MESSAGE, to, text: 'token', secret: true })

    await t.test('list shows the newest, all or of one status', async (t) => {
      const { code, output } = await gatewayHere(t, 'mail', 'list')
      t.equal(code, 0)
      t.match(
        output,
        new RegExp(`^${secret} .*\\n${id} +queued +\\S+ +0 +anna@example\\.org and 1 more +Grüße$`, 'm')
      )
      t.same(JSON.parse((await gatewayHere(t, 'mail', 'list', '--status', 'sent', '--json')).output), [])
      t.equal(JSON.parse((await gatewayHere(t, 'mail', 'list', '-n', '1', '--json')).output).length, 1)
    })

    await t.test('show, cancel and retry', async (t) => {
      t.match((await gatewayHere(t, 'mail', 'show', id)).output, /to +anna@example\.org, bo@[\s\S]*Dear Anna/)
      const waiting = await gatewayHere(t, 'mail', 'show', secret)
      t.match(waiting.output, /status +queued[\s\S]*is secret/)
      t.notMatch(waiting.output, 'token')
      t.match((await gatewayHere(t, 'mail', 'cancel', id, secret)).output, 'Cancelled: 2')
      t.match((await gatewayHere(t, 'mail', 'show', secret)).output, /status +cancelled[\s\S]*is secret/)
      t.match(JSON.parse((await gatewayHere(t, 'mail', 'show', secret, '--json')).output), { message: null })
      t.match((await gatewayHere(t, 'mail', 'retry', id)).output, 'Queued: 1')
      t.match(await gatewayHere(t, 'mail', 'retry', secret), { code: 1, output: /was secret and is removed/ })
      t.match(await gatewayHere(t, 'mail', 'show', 'lost'), { code: 1, output: /There is no mail lost/ })
    })
  })

  await t.test('gateway tasks', async (t) => {
    for (const cup of [1, 2, 3]) await enqueue(app.db, WASH, { cup }, { key: `wash:${cup}` })
    const [third, second, first] = await listed(t)

    await t.test('list shows the newest, all, of one status or of one kind', async (t) => {
      const { code, output } = await gatewayHere(t, 'tasks', 'list')
      t.equal(code, 0)
      t.match(output, new RegExp(`^ID .*\\n${third} +queued +\\S+Z +0 +kitchen\\.wash +wash:3\\n${second} `))
      t.same(await listed(t, '--status', 'failed'), [])
      t.same(await listed(t, '--kind', 'kitchen.cook'), [])
      t.same(await listed(t, '-k', WASH.name, '-n', '1'), [third])
    })

    await t.test('cancel and retry', async (t) => {
      const { code, output } = await gatewayHere(t, 'tasks', 'cancel', `${first}`, `${second}`)
      t.match({ code, output }, { code: 0, output: 'Cancelled: 2' })
      t.same(await listed(t, '-s', 'cancelled'), [second, first])
      t.match(await gatewayHere(t, 'tasks', 'retry', `${first}`), { code: 0, output: 'Queued: 1' })
      t.same(await listed(t, '-s', 'queued'), [third, first])
    })

    await t.test('refuse what cannot be in a line', async (t) => {
      const again = await gatewayHere(t, 'tasks', 'cancel', `${second}`)
      t.match(again, { code: 1, output: `gateway: The task ${second} cannot be cancelled: it is cancelled.` })
      t.match(await gatewayHere(t, 'tasks', 'retry', '999'), { code: 1, output: 'There is no task 999.' })
    })
  })

  await t.test('gateway payments', async (t) => {
    const opened = await openShop(t, DATABASE_URL)
    const { id, number } = await createOrder(opened)
    const { number: unpaid } = await createOrder(opened)
    const dear = await createOrder(opened)
    const recorded = (...args: string[]) => gatewayHere(t, 'payments', 'record', number, ...args)

    await t.test('record writes what has arrived', async (t) => {
      const first = await recorded('10.00', '--ref', 'line 7')
      t.match(first, { code: 0, output: `Recorded. Still to be paid of ${number}: 1.56 EUR.` })
      t.match((await recorded('10.00', '--ref', 'line 7')).output, 'It was recorded before.')
      t.match((await recorded('1.56')).output, `Recorded. Still to be paid of ${number}: 0.00 EUR.`)
      t.match(await readOrder(opened.db, id), { payment: 'paid', paid: 1_156 })
    })

    await t.test('refuses what is no amount, and no order', async (t) => {
      t.match(await recorded('1,56'), { code: 1, output: /^gateway: '1,56' is no amount in EUR/ })
      t.match(await gatewayHere(t, 'payments', 'record', 'L-0', '1'), { code: 1, output: "no order 'L-0'" })
    })

    await t.test('list shows staff what they have to look at, and with --all the rest', async (t) => {
      await recordReceipt(opened.payments, dear.id, { amount: 1_200, cause: { now: new Date() } })
      const { output } = await gatewayHere(t, 'payments', 'list')
      t.match(
        output,
        new RegExp(`${unpaid} +transfer +created[\\s\\S]*${dear.number} .* 0\\.44 EUR too much\\.`)
      )
      t.notMatch(output, `${number} `)
      t.match((await gatewayHere(t, 'payments', 'list', '--all')).output, `${number} `)
    })

    await t.test('list and refunded: what is paid back by hand', async (t) => {
      await inTransaction(opened.db, (tx) =>
        cancelOrder(tx, id, { by: 'staff', now: new Date() }, opened.orders)
      )
      const { code, output } = await gatewayHere(t, 'payments', 'list')
      t.equal(code, 0)
      const [, refund = ''] = /(\d+): 10\.00 asked/.exec(output) ?? []
      t.match(await gatewayHere(t, 'payments', 'refunded', refund), { code: 0, output: 'Recorded' })
      t.match((await gatewayHere(t, 'payments', 'list', '--order', number)).output, `${refund}: 10.00 done`)
      t.match(await gatewayHere(t, 'payments', 'refunded', refund), {
        code: 1,
        output: 'no refund with the id'
      })
      const { payments } = JSON.parse((await gatewayHere(t, 'payments', 'list', '--json')).output)
      t.same(
        payments.map(({ order }: { order: string }) => order),
        [unpaid, number, dear.number],
        'the newest last'
      )
    })
  })

  await t.test('gateway verify', async (t) => {
    t.same(await gatewayHere(t, 'verify'), { code: 0, output: 'All fits together.\n' })
    t.same(JSON.parse((await gatewayHere(t, 'verify', '--json')).output), [])
    await app.db.stockLevel.create({ data: { goodId: 7, onHand: 3 } })
    const problem = 'Good 7: 3 are on hand, and its movements sum to 0.'
    t.match(await gatewayHere(t, 'verify'), {
      code: 1,
      output: `${problem}\ngateway: Problems that were found: 1.`
    })
    t.match((await gatewayHere(t, 'verify', '--json')).output, `[\n  "${problem}"\n]\ngateway: `)
  })
})

test('without a database they say so in a line', async (t) => {
  const DATABASE_URL = 'postgresql://shop:s3cret@127.0.0.1:1/none'
  replace(t, process, 'env', { ...process.env, DATABASE_URL })
  for (const command of [['mail', 'list'], ['tasks', 'list'], ['verify']]) {
    const { code, output } = await gatewayHere(t, ...command)
    t.equal(code, 1)
    t.match(output, /^gateway: The database 127\.0\.0\.1:1\/none cannot be used .*Check DATABASE_URL.*\n$/)
  }
})

const WASH = taskKind('kitchen.wash', Type.Object({ cup: Type.Integer() }))

/** The shop on a database that is not its own. */
async function openShop(t: Test, url: string): Promise<FastifyInstance> {
  const app: FastifyInstance = Fastify()
  t.teardown(() => app.close())
  app.register(database, { url, poolSize: 2 })
  app.register(shop)
  await app.ready()
  return app
}

/** The ids that `gateway tasks list` shows. */
async function listed(t: Test, ...flags: string[]): Promise<number[]> {
  const { output } = await gatewayHere(t, 'tasks', 'list', '--json', ...flags)
  const tasks: { id: number }[] = JSON.parse(output)
  return tasks.map(({ id }) => id)
}
