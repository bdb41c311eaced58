import {
  type BlueprintApp,
  blueprint,
  type NoParams,
  type Setting,
  settingOf,
  type Translate
} from '@larder/blueprint'
import type { OrderRow } from '../order/lock-order.js'
import csvRoutes from './csv/csv-routes.js'
import fillFront from './front/fill-front.js'
import dayRoutes from './list/day-routes.js'
import listRoutes from './list/list-routes.js'
import packSeveral from './list/pack-several.js'
import showCustomer from './list/show-customer.js'
import editRoutes from './order/edit-routes.js'
import fulfilmentRoutes from './order/fulfilment-routes.js'
import showRoutes from './order/show-routes.js'

export interface OrdersStaffOptions {
  /** Of days and their beginning, a name of the IANA time zone database. @default 'UTC' */
  timeZone?: Setting<string> | undefined
}

/** The staff's side of orders: the list, a page for each, what is printed, and how the shop goes. */
export default blueprint<OrdersStaffOptions>(
  {
    name: 'orders-staff',
    root: new URL('../../staff/', import.meta.url),
    dependencies: ['@larder/staff', '@larder/orders', '@larder/tasks', 'addresses'],
    decorators: { fastify: ['db', 'staff', 'orders'] },
    slots: [
      'orders-staff.list.actions',
      'orders-staff.show.payment',
      'orders-staff.show.delivery',
      'orders-staff.show.end'
    ],
    defaults: { timeZone: 'UTC' }
  },
  async (app, options) => {
    const timeZone = settingOf(options.timeZone)
    permit(app)
    listRoutes(app, timeZone)
    dayRoutes(app, timeZone)
    packSeveral(app)
    csvRoutes(app, timeZone)
    showRoutes(app)
    fulfilmentRoutes(app)
    editRoutes(app)
    fillFront(app, timeZone)
    showCustomer(app)
  }
)

function permit({ staff }: BlueprintApp): void {
  staff.permit('orders.read', { about: (t) => t('orders-staff:permission.orders-read') })
  staff.permit('orders.edit', { about: (t) => t('orders-staff:permission.orders-edit') })
  // What was paid for them goes back by itself.
  staff.permit('orders.cancel', {
    about: (t) => t('orders-staff:permission.orders-cancel'),
    askAgain: true
  })
  const link = { section: (t: Translate) => t('orders-staff:nav.section'), permission: 'orders.read' }
  staff.add({ ...link, label: (t) => t('orders-staff:nav.list'), route: 'orders-staff.list' })
  staff.add({ ...link, label: (t) => t('orders-staff:nav.day'), route: 'orders-staff.day' })
}

export {
  type ChangeOutcome,
  changeOrder,
  findStaffOrder,
  type OrderChange,
  replyChanged,
  replyOrderConflict
} from './order/change-order.js'
export { OrderIdParams, PriceText, Refused, StaffOrder } from './schemas.js'
export { default as taxStaff } from './tax/tax-pages.js'
export { stateInWords } from './words.js'

interface Id {
  id: number
}

declare module '@larder/blueprint' {
  interface Routes {
    'orders-staff.list': NoParams
    'orders-staff.day': NoParams
    'orders-staff.packing-lists': NoParams
    'orders-staff.pack-several': NoParams
    'orders-staff.run-pack': NoParams
    'orders-staff.export': NoParams
    'orders-staff.import': NoParams
    'orders-staff.send-import': NoParams
    'orders-staff.show-import': { import: number }
    'orders-staff.run-import': { import: number }
    'orders-staff.import-problems': { import: number }
    'orders-staff.show': Id
    'orders-staff.packing-list': Id
    'orders-staff.label': Id
    'orders-staff.invoice': { id: number; series: string; number: number }
    'orders-staff.pack': Id
    'orders-staff.send': Id
    'orders-staff.arrival': Id
    'orders-staff.return': Id
    'orders-staff.edit': Id
    'orders-staff.save': Id
    'orders-staff.note': Id
    'orders-staff.cancel': Id
    'orders-staff.cancel-units': Id
    'orders-staff.mail-again': { id: number; event: number }
  }
  interface Slots {
    /** On the staff's list of orders: what else can be done. */
    'orders-staff.list.actions': object
    /** On the staff's page of an order: how it is paid. */
    'orders-staff.show.payment': { order: OrderRow }
    /** There, below the address: when it is delivered. */
    'orders-staff.show.delivery': { order: OrderRow }
    /** There, below all else. */
    'orders-staff.show.end': { order: OrderRow }
  }
}
