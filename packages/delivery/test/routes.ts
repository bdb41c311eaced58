import tasks from '@larder/tasks'
import { testApp, wholeAnswers } from '@larder/testing'
import tap, { test } from 'tap'
import delivery from '../src/index.js'
import { listSlots } from '../src/take-slot.js'
import { createMethod, deliveryBehave } from '../src/testing/index.js'

const app = await testApp(
  tap,
  wholeAnswers,
  [tasks, { run: false }],
  [delivery, { prefix: '/delivery', timeZone: 'Europe/Berlin' }]
)

test('delivery, served alone', (t) => deliveryBehave(t, app))

test('slots are made every hour, by the clocks of the app’s zone', async (t) => {
  const plan = { weekday: 1, starts: '12:00', ends: '13:00', cutoffMinutes: 0, capacity: 1 }
  const { id } = await createMethod(app.db, { plans: [plan] })
  await app.db.deliverySlot.deleteMany()
  const hour = new Date(Date.now() + 60 * 60 * 1_000)
  const runs = await app.tasks.runDue(hour)
  t.match(
    runs.find(({ kind }) => kind === 'delivery.make-slots'),
    { status: 'done' }
  )
  const slots = (await listSlots(app.db, new Date(0))).filter(({ methodId }) => methodId === id)
  t.equal(slots.length, 2)
  const noon = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: 'Europe/Berlin' })
  for (const { startsAt } of slots) t.equal(noon.format(startsAt), '12:00')
})
