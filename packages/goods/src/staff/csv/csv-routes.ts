import type { BlueprintApp } from '@larder/blueprint'
import type { Database, Prisma } from '@larder/database'
import { csvImport, readInBatches, sendCsv } from '@larder/staff'
import { enqueue } from '@larder/tasks'
import { findStaffGoods } from '../form/find-staff-good.js'
import type { FindTaxCategories } from '../form/save-good.js'
import { GoodsFilterQuery } from '../list/list-routes.js'
import { goodsWhere } from '../list/list-staff-goods.js'
import { COLUMNS, exportedGood } from './good-columns.js'
import { applyGoods, planGoods } from './import-goods.js'

/** The goods as a CSV file, and from one. */
export default function csvRoutes(
  app: BlueprintApp,
  { currency, findTaxCategories }: { currency: () => string; findTaxCategories: FindTaxCategories }
): void {
  app.staff.permit('goods.export', { about: (t) => t('goods-staff:permission.goods-export'), askAgain: true })
  const schema = { summary: 'The goods as CSV, of those that the list shows', querystring: GoodsFilterQuery }
  app.get(
    '/export',
    { name: 'export', config: { permission: 'goods.export' }, schema },
    async (request, reply) => {
      const { q, category, show } = request.query
      const filter = { q, category, show }
      const where = goodsWhere(app.db, request.query)
      const count = await app.db.good.count({ where })
      const rows = exportedGoods(app.db, where)
      return sendCsv(app, request, reply, { name: 'goods', columns: COLUMNS, filter, count, rows })
    }
  )

  csvImport(app, {
    name: 'goods',
    label: (t) => t('goods-staff:import.label'),
    permission: 'goods.edit',
    tasks: { ...app.tasks, enqueue },
    columns: COLUMNS,
    keyOf: ({ slug = '' }) => slug,
    plan: (db, lines, t) => planGoods(db, lines, { currency: currency(), findTaxCategories, t }),
    apply: (tx, changes, by) => applyGoods(tx, changes, by, currency())
  })
}

async function* exportedGoods(db: Database, where: Prisma.GoodWhereInput) {
  for await (const goods of readInBatches((place) => findStaffGoods(db, where, place)))
    yield goods.map(exportedGood)
}
