import { type BlueprintApp, type Setting, settingOf } from '@larder/blueprint'
import type {} from '@larder/mail'
import { addDays, dayOf, rangeOfDay } from '@larder/staff'
import { enqueue, taskKind } from '@larder/tasks'
import { Type } from 'typebox'
import { countLow, listLevels } from './list-levels.js'
import type { NameGoods } from './name-goods.js'

/**
 * Tells staff by mail of the goods that have become few: one mail a day, in the morning after.
 *
 * @param staffEmail where to; empty for nobody
 */
export function mailLowStock(app: BlueprintApp, staffEmail: Setting<string>, nameGoods: NameGoods): void {
  const address = settingOf(staffEmail)
  app.onStockLow(async (tx) => {
    const { day, dueAt } = nextMorning(new Date(), app.staff.timeZone())
    await enqueue(tx, TELL_STAFF, {}, { key: `stock.low:${day}`, dueAt })
  })
  app.tasks.add(TELL_STAFF, async () => {
    const { rows: levels } = await listLevels(app.db, { show: 'low' })
    const names = await nameGoods(
      app.db,
      levels.map(({ id }) => id)
    )
    const goods = levels.flatMap(({ id, onHand }) => {
      const name = names.get(id)
      return name === undefined ? [] : [{ name, onHand }]
    })
    if (!address() || goods.length === 0) return
    const total = await countLow(app.db)
    const url = app.urlFor('.list', {}, {}, { absolute: true })
    await app.mail.send(app.db, { to: address(), ...app.renderMail('low', { goods, total, url }) })
  })
}

const TELL_STAFF = taskKind('stock.low', Type.Object({}))

/** Five hours after midnight, before the shop opens. */
function nextMorning(now: Date, timeZone: string): { day: string; dueAt: Date } {
  const day = addDays(dayOf(now, timeZone), 1)
  const { from } = rangeOfDay(day, timeZone)
  return { day, dueAt: new Date(from.getTime() + 5 * 60 * 60_000) }
}
