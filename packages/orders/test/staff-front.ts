import tap, { test } from 'tap'
import { drawBars } from '../src/staff/front/draw-bars.js'
import { draftLine, draftOrder, stockGood } from '../src/testing/index.js'
import { staffApp } from './fixtures/staff-app.js'

const { app, client, db, ready } = await staffApp(tap)

test('the front page of the staff', async (t) => {
  t.test('has what waits, and how the shop goes', async (t) => {
    const goodId = await stockGood(app, 1_000)
    await ready()
    await ready({ lines: [draftLine({ goodId, name: 'Best plums', quantity: 500 })] })
    const { body } = await client.visit('/staff')
    t.match(body, '<h2>To pack</h2>')
    t.match(body, /Best plums <small>1 kg<\/small>: 500/)
    t.match(body, /<rect x="[\d.]+" y="[\d.]+" width="[\d.]+" height="[\d.]+" class="sales-bar"\/>/)
    const today = await db.order.aggregate({
      where: { status: { not: 'cancelled' } },
      _count: true,
      _sum: { total: true, cancelledTotal: true }
    })
    const revenue = ((today._sum.total ?? 0) - (today._sum.cancelledTotal ?? 0)) / 100
    const shown = revenue.toLocaleString('en-IE', { style: 'currency', currency: 'EUR' })
    t.match(body, `<strong>${today._count}</strong> orders, <strong>${shown}</strong>`)
    t.notMatch(body, 'undefined')
    t.notMatch(body, 'NaN')
  })

  t.test('has what is sent without a time first, and says where later times are left out', async (t) => {
    const { delivery } = draftOrder()
    const inHours = (hours: number) => new Date(Date.UTC(2031, 2, 1, hours))
    for (let hour = 0; hour < 20; hour++) {
      const time = { slotRef: `${hour}`, from: inHours(hour), until: inHours(hour + 1) }
      await ready({ delivery: { ...delivery, name: 'Van', ...time } })
    }
    const { body } = await client.visit('/staff')
    t.equal(body.match(/<li>Van,/g)?.length, 20)
    t.notMatch(body, 'Later times are not shown here.')
    await ready({
      delivery: { ...delivery, name: 'Van', slotRef: '20', from: inHours(20), until: inHours(21) }
    })
    const { body: after } = await client.visit('/staff')
    t.equal(after.match(/<li>Van,/g)?.length, 20)
    t.match(after, 'Later times are not shown here.')
    t.ok(after.indexOf(`<li>${delivery.name}:`) < after.indexOf('<li>Van,'))
    t.match(after, `<li>${delivery.name}:`)
  })
})

test('a chart of bars', async (t) => {
  t.test('has its highest bar below a round mark', async (t) => {
    for (const most of [0, 1, 7, 999, 1_000, 123_456, 2_000_000_000]) {
      const { bars, marks, base } = drawBars([0, most / 2, most])
      const top = marks.at(-1)?.value ?? 0
      t.ok(top >= most && top <= Math.max(5 * most, 4), `${most} is below ${top}`)
      t.equal(bars[0]?.height, 0)
      t.ok(bars.every(({ y, height }) => Math.abs(y + height - base) < 0.2 && y >= 0))
      t.ok(Math.abs((bars[2]?.height ?? 0) - 2 * (bars[1]?.height ?? 0)) <= 0.2)
    }
  })
})
