import { blueprint, type NoParams, settingOf } from '@larder/blueprint'
import type { Database } from '@larder/database'
import { staffMember } from '@larder/staff'
import { reachesAnybody } from '../offers-for.js'
import type { DeliveryOptions } from '../routes.js'
import methodRoutes from './method-routes.js'
import slotRoutes from './slot-routes.js'

export interface DeliveryStaffOptions extends DeliveryOptions {
  /** The tax categories that have a rate: a method gets none but these, unless there are none. @default none */
  findTaxCategories?: ((db: Database) => Promise<readonly string[]>) | undefined
}

/** The staff's side of delivery: methods with their prices, areas and weekly times, and the next days. */
export default blueprint<DeliveryStaffOptions>(
  {
    name: 'delivery-staff',
    root: new URL('../../staff/', import.meta.url),
    dependencies: ['@larder/staff', 'delivery'],
    decorators: { fastify: ['db', 'staff'] },
    defaults: { currency: 'EUR', timeZone: 'UTC', findTaxCategories: async () => [] }
  },
  async (app, options) => {
    const places = { currency: settingOf(options.currency), timeZone: settingOf(options.timeZone) }
    app.staff.permit('delivery.edit', {
      about: (t) => t('delivery-staff:permission.delivery-edit')
    })
    app.staff.add({
      section: (t) => t('staff:nav.shop'),
      label: (t) => t('delivery-staff:list.title'),
      route: 'delivery-staff.list',
      permission: 'delivery.edit'
    })
    app.fillSlot('staff.front.missing', {
      template: 'missing',
      data: async (_input, request) => {
        if (!app.staff.can(staffMember(request), 'delivery.edit')) return undefined
        return (await reachesAnybody(app.db)) ? undefined : {}
      }
    })
    slotRoutes(app, places)
    methodRoutes(app, { ...places, findTaxCategories: options.findTaxCategories })
  }
)

declare module '@larder/blueprint' {
  interface Routes {
    'delivery-staff.list': NoParams
    'delivery-staff.change-slot': { id: number }
    'delivery-staff.close-day': NoParams
    'delivery-staff.new': NoParams
    'delivery-staff.create': NoParams
    'delivery-staff.show': { id: number }
    'delivery-staff.save': { id: number }
  }
}
