import type { BlueprintApp } from '@larder/blueprint'
import { csvImport, readInBatches, sendCsv } from '@larder/staff'
import { enqueue } from '@larder/tasks'
import { Type } from 'typebox'
import { filterOf } from '../list/list-routes.js'
import { ordersWhere } from '../list/list-staff-orders.js'
import { OrdersQuery } from '../schemas.js'
import { applySendings, COLUMNS, planSendings, readOrders } from './order-lines.js'

/**
 * The orders as a CSV file. Nothing makes or changes an order from a file, for orders are records of
 * what was agreed: a file says which packed parcels are sent, as those of carriers do.
 */
export default function csvRoutes(app: BlueprintApp, timeZone: () => string): void {
  app.staff.permit('orders.export', {
    about: (t) => t('orders-staff:permission.orders-export'),
    askAgain: true
  })
  const schema = { summary: 'The orders as CSV, of those that the list shows', querystring: FilterQuery }
  app.get(
    '/export',
    { name: 'export', config: { permission: 'orders.export' }, schema },
    async (request, reply) => {
      const { q, ...others } = request.query
      // Not the text, which may be an address: it may be erased later, and the log stays.
      const filter = { searched: q?.trim() && 'yes', ...others }
      const where = await ordersWhere(app.db, filterOf(request.query, timeZone()))
      const count = await app.db.order.count({ where })
      const rows = readInBatches((place) => readOrders(app.db, where, place))
      return sendCsv(app, request, reply, { name: 'orders', columns: COLUMNS, filter, count, rows })
    }
  )

  csvImport(app, {
    name: 'orders',
    label: (t) => t('orders-staff:import.label'),
    permission: 'orders.edit',
    tasks: { ...app.tasks, enqueue },
    columns: COLUMNS,
    mostLines: MOST_LINES,
    keyOf: ({ number = '' }) => number,
    plan: planSendings,
    apply: (tx, sendings, by) => applySendings(tx, sendings, by, app.orders)
  })
}

const { sort: _sort, after: _after, before: _before, ...filters } = OrdersQuery.properties
const FilterQuery = Type.Object(filters)

/** Each order that is sent has an invoice and a mail, in the one transaction. */
const MOST_LINES = 1_000
