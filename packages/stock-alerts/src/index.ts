import { blueprint, type NoParams } from '@larder/blueprint'
import routes, { type StockAlertsOptions } from './routes.js'

/** «Tell me when it is back»: one mail to who asked for it on the page of a good that was sold out. */
export default blueprint<StockAlertsOptions>(
  {
    name: 'stock-alerts',
    root: new URL('..', import.meta.url),
    dependencies: [
      '@larder/database',
      '@larder/session',
      '@larder/mail',
      '@larder/stock',
      '@larder/tasks',
      'goods'
    ],
    decorators: { fastify: ['db', 'mail', 'tasks', 'onStockBack'], request: ['session'] },
    defaults: { findEmail: async () => undefined }
  },
  routes
)

export { STOCK_ALERTS_ERR_LINK, STOCK_ALERTS_ERR_NO_GOOD } from './errors.js'
export type { StockAlertsOptions } from './routes.js'

declare module '@larder/blueprint' {
  interface Routes {
    'stock-alerts.ask': NoParams
    'stock-alerts.forget': NoParams
    'stock-alerts.show': { secret: string }
    'stock-alerts.remove': { secret: string }
  }
}
