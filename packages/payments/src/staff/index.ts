import { type BlueprintApp, blueprint, type NoParams } from '@larder/blueprint'
import fillSlots from './fill-slots.js'
import listRoutes from './list-routes.js'
import moneyRoutes from './money-routes.js'

/** The staff's side of payments: what arrived, what goes back, and what needs a look. */
export default blueprint(
  {
    name: 'payments-staff',
    root: new URL('../../staff/', import.meta.url),
    dependencies: ['@larder/staff', '@larder/payments', 'orders-staff'],
    decorators: { fastify: ['db', 'staff', 'orders', 'payments'] },
    defaults: {}
  },
  async (app) => {
    permit(app)
    listRoutes(app)
    moneyRoutes(app)
    fillSlots(app)
  }
)

function permit({ staff }: BlueprintApp): void {
  staff.permit('payments.record', { about: (t) => t('payments-staff:permission.payments-record') })
  staff.permit('orders.refund', {
    about: (t) => t('payments-staff:permission.orders-refund'),
    askAgain: true
  })
  staff.add({
    section: (t) => t('orders-staff:nav.section'),
    label: (t) => t('payments-staff:nav.list'),
    route: 'payments-staff.list',
    permission: 'payments.record'
  })
}

interface Id {
  id: number
}

declare module '@larder/blueprint' {
  interface Routes {
    'payments-staff.list': NoParams
    'payments-staff.close-event': NoParams
    'payments-staff.receive': Id
    'payments-staff.refund': Id
    'payments-staff.refund-made': { id: number; refund: number }
    'payments-staff.ask': { id: number; payment: number }
  }
}
