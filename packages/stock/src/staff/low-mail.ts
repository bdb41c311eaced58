import { type BlueprintApp, type Setting, settingOf } from '@larder/blueprint'
import type {} from '@larder/mail'
import { enqueue, taskKind } from '@larder/tasks'
import { Type } from 'typebox'
import { listLevels } from './list-levels.js'
import type { NameGoods } from './name-goods.js'

/**
 * Tells staff by mail of the goods that have become few: one mail a day, in the morning after.
 *
 * @param staffEmail where to; empty for nobody
 */
export function mailLowStock(app: BlueprintApp, staffEmail: Setting<string>, nameGoods: NameGoods): void {
  const address = settingOf(staffEmail)
  app.onStockLow(async (tx) => {
    const dueAt = nextMorning(new Date())
    const day = dueAt.toISOString().slice(0, 10)
    await enqueue(tx, TELL_STAFF, {}, { key: `stock.low:${day}`, dueAt })
  })
  app.tasks.add(TELL_STAFF, async () => {
    const { rows: levels } = await listLevels(app.db, { show: 'low' })
    if (!address() || levels.length === 0) return
    const names = await nameGoods(
      app.db,
      levels.map(({ id }) => id)
    )
    const goods = levels.flatMap(({ id, onHand }) => {
      const name = names.get(id)
      return name === undefined ? [] : [{ name, onHand }]
    })
    const url = app.urlFor('.list', {}, {}, { absolute: true })
    await app.mail.send(app.db, { to: address(), ...app.renderMail('low', { goods, url }) })
  })
}

const TELL_STAFF = taskKind('stock.low', Type.Object({}))

/** Five o'clock UTC, before the shop opens. */
function nextMorning(now: Date): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1, 5))
}
