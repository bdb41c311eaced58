import type { BlueprintApp } from '@larder/blueprint'
import { csvImport, readInBatches, sendCsv } from '@larder/staff'
import { enqueue } from '@larder/tasks'
import { Type } from 'typebox'
import { countLevels, readLevels, type ShownLevels } from '../list-levels.js'
import type { NameGoods } from '../name-goods.js'
import { applyLevels, COLUMNS, type GoodSlugs, planLevels } from './stock-lines.js'

/** The stock as a CSV file, and counts and deliveries from one. */
export default function csvRoutes(app: BlueprintApp, nameGoods: NameGoods, slugs: GoodSlugs): void {
  app.staff.permit('stock.export', { about: (t) => t('stock-staff:permission.stock-export'), askAgain: true })
  const schema = { summary: 'The stock as CSV, of those that the list shows', querystring: ShownQuery }
  app.get(
    '/export',
    { name: 'export', config: { permission: 'stock.export' }, schema },
    async (request, reply) => {
      const { show } = request.query
      const count = await countLevels(app.db, show)
      const rows = exportedLevels(app, show, nameGoods, slugs)
      return sendCsv(app, request, reply, { name: 'stock', columns: COLUMNS, filter: { show }, count, rows })
    }
  )

  csvImport(app, {
    name: 'stock',
    label: (t) => t('stock-staff:import.label'),
    permission: 'stock.edit',
    tasks: { ...app.tasks, enqueue },
    columns: COLUMNS,
    keyOf: ({ slug = '' }) => slug,
    plan: (db, lines, t) => planLevels(db, lines, slugs, t),
    apply: (tx, changes, by) => applyLevels(tx, changes, by, app.stockHooks)
  })
}

async function* exportedLevels(
  { db }: BlueprintApp,
  show: ShownLevels | undefined,
  nameGoods: NameGoods,
  { slugsOf }: GoodSlugs
) {
  for await (const levels of readInBatches((place) => readLevels(db, show, place))) {
    const ids = levels.map(({ id }) => id)
    const [names, slugs] = [await nameGoods(db, ids), await slugsOf(db, ids)]
    yield levels.flatMap((level) => {
      const slug = slugs.get(level.id)
      // What is no good any more has a level, and no page.
      return slug === undefined ? [] : [{ ...level, slug, name: names.get(level.id) ?? '' }]
    })
  }
}

export const ShownQuery = Type.Object({
  show: Type.Optional(
    Type.Enum(['low', 'all'], { default: 'low', description: 'Those that are sold out or low, or all' })
  )
})
