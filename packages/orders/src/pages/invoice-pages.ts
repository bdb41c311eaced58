import { blueprint, wantsHtml } from '@larder/blueprint'
import { formatPrice } from '@larder/money'
import { ORDERS_ERR_NOT_FOUND } from '../errors.js'
import { findInvoice } from '../invoices/find-invoice.js'
import { InvoiceDocument } from '../invoices/issue-invoice.js'
import { accessTo } from './order-access.js'
import { keepPrivate } from './order-pages.js'
import { InvoiceParams } from './schemas.js'

/** Invoices and credit notes, to be printed by the browser. */
export default blueprint(
  { name: 'invoices', root: new URL('../../invoices/', import.meta.url), defaults: {} },
  async (app) => {
    app.addHook('onRequest', keepPrivate)

    const schema = {
      summary: 'An invoice of the visitor’s',
      params: InvoiceParams,
      response: { 200: InvoiceDocument }
    }
    const show = { name: 'show', templates: ['show'], schema }
    app.get('/:series/:number', show, async (request, reply) => {
      const { series, number } = request.params
      const found = await findInvoice(app.db, series, number)
      // An invoice has the address on it.
      if (!found || accessTo(request, found.order, new Date()) !== 'all') throw new ORDERS_ERR_NOT_FOUND()
      const { document, language: written } = found
      return wantsHtml(request) ? reply.view('show', { ...document, written, formatPrice }) : document
    })
  }
)

declare module '@larder/blueprint' {
  interface Routes {
    'invoices.show': { series: string; number: number }
  }
}
