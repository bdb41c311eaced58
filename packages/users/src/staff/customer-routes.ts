import { type BlueprintApp, wantsHtml } from '@larder/blueprint'
import { listMailsTo } from '@larder/mail'
import { listSessions } from '@larder/session'
import { staffMember } from '@larder/staff'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { USERS_ERR_NO_CUSTOMER } from '../errors.js'
import { deviceName } from '../login/devices.js'
import { findSecondFactor } from '../second-factor/find-second-factor.js'
import changeRoutes from './change-routes.js'
import csvRoutes from './csv/csv-routes.js'
import dataRoutes from './data-routes.js'
import {
  CustomerParams,
  CustomerQuery,
  findCustomer,
  ListedCustomer,
  listCustomers
} from './list-customers.js'

/** The list of customers, the page of one, and what staff change there. */
export default async function customerRoutes(app: BlueprintApp): Promise<void> {
  app.staff.permit('customers.read', { about: (t) => t('users-staff:permission.customers-read') })
  app.staff.add({
    section: (t) => t('users-staff:nav.customers'),
    label: (t) => t('users-staff:nav.list'),
    route: 'users-staff.list',
    permission: 'customers.read'
  })
  const config = { permission: 'customers.read' }

  const list = {
    config,
    schema: { summary: 'The customers', querystring: CustomerQuery, response: { 200: CustomerList } }
  }
  app.get('/', { name: 'list', templates: ['list'], ...list }, async (request, reply) => {
    const { query } = request
    const { rows, next, previous } = await listCustomers(app.db, query)
    const page = { customers: rows, next, previous }
    if (!wantsHtml(request)) return page
    const mayExport = app.staff.can(staffMember(request), 'customers.data')
    return reply.view('list', { ...page, query, mayExport })
  })

  const show = {
    config,
    schema: { summary: 'One customer', params: CustomerParams, response: { 200: CustomerView } }
  }
  app.get('/:id', { name: 'show', templates: ['show'], ...show }, async (request, reply) => {
    const customer = await findCustomer(app.db, request.params.id)
    if (!customer) throw new USERS_ERR_NO_CUSTOMER()
    const sessions = await listSessions(app.db, customer.id)
    const factor = await findSecondFactor(app.db, customer.id)
    const view = {
      ...customer,
      two_step_login: factor !== undefined,
      sessions: sessions.map(({ userAgent, address, usedAt }) => ({
        ...{ device: deviceName(userAgent, request.t), address, used_at: usedAt.toISOString() }
      }))
    }
    return wantsHtml(request) ? showPage(request, reply, view) : view
  })

  changeRoutes(app)
  dataRoutes(app)
  csvRoutes(app)

  async function showPage(
    request: FastifyRequest,
    reply: FastifyReply,
    customer: ListedCustomer
  ): Promise<FastifyReply> {
    const { id, email } = customer
    const member = staffMember(request)
    const may = (permission: string) => id !== member.id && app.staff.can(member, permission)
    const mails = email === null ? [] : await listMailsTo(app.db, email)
    return reply.view('show', { customer, mails, may, slots: { 'staff.customer': { id, email } } })
  }
}

const Cursor = Type.Union([Type.Integer(), Type.Null()])
const CustomerList = Type.Object({ customers: Type.Array(ListedCustomer), next: Cursor, previous: Cursor })
const CustomerView = Type.Object({
  ...ListedCustomer.properties,
  two_step_login: Type.Boolean(),
  sessions: Type.Array(
    Type.Object({
      device: Type.String(),
      address: Type.Optional(Type.String()),
      used_at: Type.String({ format: 'date-time' })
    })
  )
})
