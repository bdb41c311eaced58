import { formatAddress } from '@larder/addresses'
import { type BlueprintApp, wantsHtml } from '@larder/blueprint'
import { formatPrice } from '@larder/money'
import { sendVersion, staffMember } from '@larder/staff'
import { Type } from 'typebox'
import { ORDERS_ERR_NOT_FOUND } from '../../errors.js'
import { findInvoice } from '../../invoices/find-invoice.js'
import { InvoiceDocument } from '../../invoices/issue-invoice.js'
import { InvoiceParams } from '../../pages/schemas.js'
import { OrderIdParams, StaffOrder } from '../schemas.js'
import { findStaffOrder } from './change-order.js'
import { viewStaffOrder } from './view-staff-order.js'

/** The page of an order, and what is printed of it. */
export default function showRoutes(app: BlueprintApp): void {
  const read = { config: { permission: 'orders.read' } }
  const order = { params: OrderIdParams, response: { 200: StaffOrder } }
  const show = { ...read, schema: { ...order, summary: 'An order, with all that happened to it' } }
  app.get('/:id', { name: 'show', templates: ['show'], ...show }, async (request, reply) => {
    const row = await findStaffOrder(app.db, request.params.id)
    const view = await viewStaffOrder(app, row, new Date(), request.t)
    sendVersion(reply, view.version)
    if (!wantsHtml(request)) return view
    const member = staffMember(request)
    const may = { edit: app.staff.can(member, 'orders.edit'), cancel: app.staff.can(member, 'orders.cancel') }
    const slots = {
      'orders-staff.show.payment': { order: row },
      'orders-staff.show.delivery': { order: row },
      'orders-staff.show.end': { order: row }
    }
    return reply.view('show', { ...view, written: view.language, may, formatPrice, slots })
  })

  for (const name of ['packing-list', 'label'] as const) {
    const print = { ...read, schema: { ...order, summary: `An order, to be printed as its ${name}` } }
    app.get(`/:id/${name}`, { name, templates: [name], ...print }, async (request, reply) => {
      const row = await findStaffOrder(app.db, request.params.id)
      const view = await viewStaffOrder(app, row, new Date(), request.t)
      const seller = app.orders.settings.seller
      if (!wantsHtml(request)) return view
      const address = row.addresses.find(({ kind }) => kind === 'delivery')
      // The label goes along with the goods.
      const printed = address ? formatAddress(address, row.language) : []
      return reply.view(name, { order: view, address: printed, seller })
    })
  }

  const invoice = {
    ...read,
    schema: {
      summary: 'An invoice or credit note of an order',
      params: Type.Object({ ...OrderIdParams.properties, ...InvoiceParams.properties }),
      response: { 200: InvoiceDocument }
    }
  }
  app.get(
    '/:id/invoices/:series/:number',
    { name: 'invoice', templates: ['invoice'], ...invoice },
    async (request, reply) => {
      const { id, series, number } = request.params
      const found = await findInvoice(app.db, series, number)
      if (found?.order.id !== id) throw new ORDERS_ERR_NOT_FOUND()
      const { document, language: written } = found
      if (!wantsHtml(request)) return document
      return reply.view('invoice', { ...document, written, orderId: id, formatPrice })
    }
  )
}
