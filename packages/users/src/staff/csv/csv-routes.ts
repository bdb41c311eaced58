import type { BlueprintApp } from '@larder/blueprint'
import { csvImport, readInBatches, sendCsv } from '@larder/staff'
import { enqueue } from '@larder/tasks'
import { Type } from 'typebox'
import { normalizeAddress } from '../../account-fields.js'
import { CustomerQuery, customersWhere, readCustomers } from '../list-customers.js'
import { applyCustomers, COLUMNS, planCustomers } from './customer-lines.js'

/** The customers as a CSV file, and from one: with the permission to give out their data. */
export default function csvRoutes(app: BlueprintApp): void {
  const config = { permission: 'customers.data' }
  const schema = { summary: 'The customers as CSV, of those that the list shows', querystring: FilterQuery }
  app.get('/export', { name: 'export-list', config, schema }, async (request, reply) => {
    const { q, role, blocked } = request.query
    // Not the text, which may be an address: it may be erased later, and the log stays.
    const filter = { searched: q?.trim() && 'yes', role, blocked }
    const where = customersWhere(app.db, request.query)
    const count = await app.db.user.count({ where })
    const rows = readInBatches((place) => readCustomers(app.db, where, place))
    return sendCsv(app, request, reply, { name: 'customers', columns: COLUMNS, filter, count, rows })
  })

  csvImport(app, {
    name: 'customers',
    label: (t) => t('users-staff:import.label'),
    ...config,
    tasks: { ...app.tasks, enqueue },
    columns: COLUMNS,
    keyOf: ({ id = '', email = '' }) => id || normalizeAddress(email),
    plan: planCustomers,
    apply: (tx, changes, by) => applyCustomers(tx, changes, by, app.accounts.mails)
  })
}

const { q, role, blocked } = CustomerQuery.properties
const FilterQuery = Type.Object({ q, role, blocked })
