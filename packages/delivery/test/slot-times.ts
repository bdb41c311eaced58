import { test } from 'tap'
import { slotTimes } from '../src/slot-times.js'

const EVENING = { weekday: 4, starts: '17:00', ends: '20:00', cutoffMinutes: 120, capacity: 5 }

test('the slots of a plan', async (t) => {
  // A Thursday.
  const now = new Date('2026-11-26T12:00:00Z')

  t.test('are those of its weekday in the next 14 days, by the clocks of the zone', async (t) => {
    t.same(slotTimes(EVENING, 'Europe/Berlin', now), [
      {
        startsAt: new Date('2026-11-26T16:00:00Z'),
        endsAt: new Date('2026-11-26T19:00:00Z'),
        cutoffAt: new Date('2026-11-26T14:00:00Z'),
        capacity: 5
      },
      {
        startsAt: new Date('2026-12-03T16:00:00Z'),
        endsAt: new Date('2026-12-03T19:00:00Z'),
        cutoffAt: new Date('2026-12-03T14:00:00Z'),
        capacity: 5
      }
    ])
  })

  t.test('are counted from the day that the zone has', async (t) => {
    const midnight = new Date('2026-11-25T23:30:00Z')
    t.equal(slotTimes(EVENING, 'Europe/Berlin', midnight).length, 2)
    t.same(starts(EVENING, 'UTC', midnight), ['2026-11-26T17:00:00.000Z', '2026-12-03T17:00:00.000Z'])
    // There it is Wednesday until noon, so that the second Thursday is the eighth day.
    t.same(starts(EVENING, 'Pacific/Kiritimati', new Date('2026-11-26T09:00:00Z')), [
      '2026-12-03T03:00:00.000Z'
    ])
  })

  t.test('leave out those that can no longer be ordered for', async (t) => {
    t.equal(slotTimes(EVENING, 'Europe/Berlin', new Date('2026-11-26T14:00:00Z')).length, 1)
  })
})

test('when summer begins', async (t) => {
  // In Berlin clocks go from 2:00 to 3:00 on Sunday, 28 March 2027.
  const now = new Date('2027-03-26T12:00:00Z')

  t.test('slots keep their time of day', async (t) => {
    t.same(starts(sunday('17:00', '20:00'), 'Europe/Berlin', now), [
      '2027-03-28T15:00:00.000Z',
      '2027-04-04T15:00:00.000Z'
    ])
    const before = { ...EVENING, weekday: 6 }
    t.equal(starts(before, 'Europe/Berlin', now)[0], '2027-03-27T16:00:00.000Z')
  })

  t.test('a time that clocks skip is an hour later', async (t) => {
    const [slot] = slotTimes(sunday('02:30', '06:00'), 'Europe/Berlin', now)
    t.match(slot, { startsAt: new Date('2027-03-28T01:30:00Z'), endsAt: new Date('2027-03-28T04:00:00Z') })
  })

  t.test('there is no slot that would end before it starts', async (t) => {
    t.same(starts(sunday('02:30', '03:15'), 'Europe/Berlin', now), ['2027-04-04T00:30:00.000Z'])
  })
})

test('when summer ends', async (t) => {
  // In Berlin clocks go from 3:00 to 2:00 on Sunday, 31 October 2027.
  const now = new Date('2027-10-29T12:00:00Z')

  t.test('slots keep their time of day', async (t) => {
    t.same(starts(sunday('17:00', '20:00'), 'Europe/Berlin', now), [
      '2027-10-31T16:00:00.000Z',
      '2027-11-07T16:00:00.000Z'
    ])
  })

  t.test('of a time that clocks show twice, the first counts', async (t) => {
    const [slot] = slotTimes(sunday('02:30', '04:00'), 'Europe/Berlin', now)
    t.match(slot, { startsAt: new Date('2027-10-31T00:30:00Z'), endsAt: new Date('2027-10-31T03:00:00Z') })
  })

  t.test('the cut-off is so many minutes before, not so many on the clock', async (t) => {
    const plan = { ...sunday('04:00', '06:00'), cutoffMinutes: 180 }
    const [slot] = slotTimes(plan, 'Europe/Berlin', now)
    t.same(slot?.cutoffAt, new Date('2027-10-31T00:00:00Z'))
  })
})

function sunday(starts: string, ends: string) {
  return { ...EVENING, weekday: 7, starts, ends }
}

function starts(plan: typeof EVENING, timeZone: string, now: Date): string[] {
  return slotTimes(plan, timeZone, now).map(({ startsAt }) => startsAt.toISOString())
}
