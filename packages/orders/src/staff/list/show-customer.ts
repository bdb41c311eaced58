import type { BlueprintApp } from '@larder/blueprint'
import { formatPrice } from '@larder/money'
import { staffMember } from '@larder/staff'
import { listOrders } from '../../lists/find-order.js'
import { stateInWords } from '../words.js'

/** A customer's latest orders, on the staff's page of the customer. */
export default function showCustomer(app: BlueprintApp): void {
  app.fillSlot('staff.customer', {
    template: 'customer-orders',
    async data({ id }, request) {
      const { t } = request
      if (!app.staff.can(staffMember(request), 'orders.read')) return undefined
      const orders = await listOrders(app.db, id, { limit: MOST })
      const shown = orders.map((order) => ({ ...order, state: stateInWords(order, t) }))
      return { orders: shown, most: MOST, formatPrice }
    }
  })
}

const MOST = 20
