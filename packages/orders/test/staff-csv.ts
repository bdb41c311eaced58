import addresses from '@larder/addresses'
import { recordMessages } from '@larder/mail'
import staff, { readCsv } from '@larder/staff'
import { applyCsv, checkCsv, staffClient } from '@larder/staff/testing'
import tap, { test } from 'tap'
import { packOrder, readOrder } from '../src/index.js'
import ordersStaff from '../src/staff/index.js'
import { createOrder, draftOrder, sendWhole } from '../src/testing/index.js'
import { ordersApp } from './fixtures/orders-app.js'

const app = await ordersApp(tap, {}, [addresses, { prefix: '/addresses' }], staff, [
  ordersStaff,
  { prefix: '/staff/orders' }
])
const client = await staffClient(app, { role: 'staff' })
const IMPORT = '/staff/orders/import'
const check = (content: string) => checkCsv(app, client, IMPORT, content)
const apply = (id: number) => applyCsv(app, client, IMPORT, id)
const now = new Date()

async function packed() {
  const order = await createOrder(app, { payBy: null })
  await packOrder(app.db, order.id, { units: [{ position: 1, quantity: 2 }] }, { now }, app.orders)
  return order
}

test('what a carrier says of parcels', async (t) => {
  await t.test('sends the orders that are packed, with mail, invoice and entry in the log', async (t) => {
    const [one, two] = [await packed(), await packed()]
    const checked = await check(`number;carrier;tracking\n${one.number};Post;RR 1\n${two.number};Post;RR 2\n`)
    t.match(checked, { status: 'checked', changed: 2 })
    t.equal((await readOrder(app.db, one.id)).delivery, 'packed')
    const mails = await recordMessages(app, () => apply(checked.id))
    t.equal(mails.length, 2)
    const sent = await readOrder(app.db, two.id)
    t.match(sent, {
      delivery: 'sent',
      shipments: [{ carrier: 'Post', tracking: 'RR 2' }],
      invoices: [{ kind: 'invoice' }]
    })
    const entry = await app.db.auditEntry.findFirst({
      where: { action: 'orders.send', subjectId: `${two.id}` }
    })
    t.match(JSON.parse(entry?.changes ?? ''), { delivery: ['packed', 'sent'] })
    t.match(await check(`number,carrier,tracking\n${two.number},Post,RR 2`), { unchanged: 1 })
  })

  await t.test('is refused of orders that are not packed, or sent otherwise', async (t) => {
    const [open, sent, ready] = [
      await createOrder(app),
      await createOrder(app, { payBy: null }),
      await packed()
    ]
    await sendWhole(app, sent.id)
    const file = `number,tracking\n${open.number},1\n${sent.number},2\nX-1,3\n${ready.number},${'4'.repeat(81)}`
    const { problems } = await check(file)
    t.same(
      problems.map(({ line, column }) => `${line} ${column}`),
      ['2 tracking', '3 tracking', '4 number', '5 tracking']
    )
  })

  await t.test('is refused where the order was changed since the check', async (t) => {
    const order = await packed()
    const { id } = await check(`number,tracking\n${order.number},RR 9`)
    await app.db.order.update({ where: { id: order.id }, data: { version: { increment: 1 } } })
    t.match(await apply(id), { status: 'refused' })
    t.equal((await readOrder(app.db, order.id)).delivery, 'packed')
  })
})

test('an exported file', async (t) => {
  const address = { ...draftOrder().deliveryAddress, name: '=Žofie' }
  const { number } = await createOrder(app, { email: 'csv@example.org', deliveryAddress: address })

  await t.test('has what the list shows, and is logged', async (t) => {
    const { body } = await client.get('/staff/orders/export?q=csv@&payment=')
    t.match(readCsv(Buffer.from(body)), {
      lines: [
        { cells: { number, name: '=Žofie', total: '11.56', paid: '0.00', currency: 'EUR', status: 'placed' } }
      ]
    })
    const entry = await app.db.auditEntry.findFirstOrThrow({ where: { action: 'orders.export' } })
    t.equal(entry.changes, '{"searched":[null,"yes"],"rows":[null,1]}', 'not for whom')
    await client.get('/staff/orders/export?status=placed')
    const later = await app.db.auditEntry.findFirstOrThrow({
      where: { action: 'orders.export' },
      orderBy: { id: 'desc' }
    })
    t.match(later.changes, '{"status":[null,"placed"],"rows":')
  })

  await t.test('is imported again, and changes nothing', async (t) => {
    const { body } = await client.get('/staff/orders/export')
    t.match(await check(body), { status: 'checked', changed: 0, unchanged: await app.db.order.count() })
    t.match((await client.visit('/staff/orders')).body, 'Export as CSV')
    const late = await staffClient(app, { role: 'staff', secondFactorAt: Date.now() - 16 * 60_000 })
    t.match((await late.get('/staff/orders/export')).json(), { code: 'SESSION_ERR_SECOND_FACTOR' })
  })
})
