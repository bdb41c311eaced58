import { blueprint } from '@larder/blueprint'
import { createOrderMails } from './order-mails.js'

/** The pages of orders, and their mails. */
export default blueprint(
  { name: 'orders', root: new URL('..', import.meta.url), defaults: {} },
  async (app) => {
    app.orders.mails = createOrderMails(app)
    app.get('/:number', { name: 'show' }, async () => '')
  }
)

declare module '@larder/blueprint' {
  interface Routes {
    'orders.show': { number: string }
  }
}
