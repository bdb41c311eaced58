import { type BlueprintApp, blueprint, type NoParams, type Setting, wantsHtml } from '@larder/blueprint'
import { PageQuery, staffMember } from '@larder/staff'
import { Type } from 'typebox'
import csvRoutes, { ShownQuery } from './csv/csv-routes.js'
import type { GoodSlugs } from './csv/stock-lines.js'
import goodRoutes from './good-routes.js'
import { countLow, listLevels } from './list-levels.js'
import { mailLowStock } from './low-mail.js'
import type { NameGoods } from './name-goods.js'

export interface StockStaffOptions {
  /** What the goods are called, which this package does not know. @default by their numbers */
  nameGoods?: NameGoods | undefined
  /** How files name the goods. @default by their numbers */
  goodSlugs?: GoodSlugs | undefined
  /** Where the mail goes to that tells of goods that have become few. @default '', to nobody */
  staffEmail?: Setting<string> | undefined
}

/** The pages by which staff count the stock. */
export default blueprint<StockStaffOptions>(
  {
    name: 'stock-staff',
    root: new URL('../../staff/', import.meta.url),
    dependencies: [
      '@larder/database',
      '@larder/mail',
      '@larder/session',
      '@larder/staff',
      '@larder/stock',
      '@larder/tasks'
    ],
    decorators: { fastify: ['db'] },
    defaults: {
      nameGoods: async (_db, ids) => new Map(ids.map((id) => [id, String(id)])),
      goodSlugs: {
        slugsOf: async (_db, ids) => new Map(ids.map((id) => [id, String(id)])),
        findBySlugs: async (_db, slugs) =>
          new Map(slugs.filter((slug) => /^[1-9]\d{0,8}$/.test(slug)).map((slug) => [slug, Number(slug)]))
      },
      staffEmail: ''
    }
  },
  routes
)

async function routes(app: BlueprintApp, { nameGoods, goodSlugs, staffEmail }: Required<StockStaffOptions>) {
  app.staff.permit('stock.read', { about: (t) => t('stock-staff:permission.stock-read') })
  app.staff.permit('stock.edit', { about: (t) => t('stock-staff:permission.stock-edit') })
  app.staff.add({
    section: (t) => t('staff:nav.products'),
    label: (t) => t('stock-staff:list.title'),
    route: 'stock-staff.list',
    permission: 'stock.read'
  })
  mailLowStock(app, staffEmail, nameGoods)
  app.fillSlot('staff.front', {
    template: 'low-panel',
    data: async (_input, request) =>
      app.staff.can(staffMember(request), 'stock.read') ? { low: await countLow(app.db) } : undefined
  })

  const list = {
    config: { permission: 'stock.read' },
    schema: {
      summary: 'The stock, the low ones first',
      querystring: LevelsQuery,
      response: { 200: LevelList }
    }
  }
  app.get('/', { name: 'list', templates: ['list'], ...list }, async (request, reply) => {
    const { query } = request
    const { rows, next, previous } = await listLevels(app.db, query)
    const names = await nameGoods(
      app.db,
      rows.map(({ id }) => id)
    )
    const levels = rows.map(({ id, onHand, backorder, lowAt, version }) => {
      const level = { on_hand: onHand, backorder, low_at: lowAt, version }
      return { good: id, name: names.get(id) ?? request.t('stock-staff:list.nameless', { id }), ...level }
    })
    if (!wantsHtml(request)) return { levels, next, previous }
    return reply.view('list', { levels, next, previous, query })
  })

  csvRoutes(app, nameGoods, goodSlugs)
  goodRoutes(app, nameGoods)
}

const LevelsQuery = Type.Object({ ...PageQuery.properties, ...ShownQuery.properties })

const LevelList = Type.Object({
  levels: Type.Array(
    Type.Object({
      good: Type.Integer(),
      name: Type.String(),
      on_hand: Type.Integer({ description: 'Below zero where more was sold than there were.' }),
      backorder: Type.Boolean(),
      low_at: Type.Union([Type.Integer(), Type.Null()]),
      version: Type.Integer()
    })
  ),
  next: Type.Union([Type.Integer(), Type.Null()]),
  previous: Type.Union([Type.Integer(), Type.Null()])
})

export type { GoodSlugs } from './csv/stock-lines.js'
export type { NameGoods } from './name-goods.js'

declare module '@larder/blueprint' {
  interface Routes {
    'stock-staff.list': NoParams
    'stock-staff.export': NoParams
    'stock-staff.import': NoParams
    'stock-staff.send-import': NoParams
    'stock-staff.show-import': { import: number }
    'stock-staff.run-import': { import: number }
    'stock-staff.import-problems': { import: number }
    'stock-staff.good': { good: number }
    'stock-staff.move': { good: number }
    'stock-staff.count': { good: number }
    'stock-staff.rules': { good: number }
  }
}
