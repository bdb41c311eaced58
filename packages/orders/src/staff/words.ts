import type { Translate } from '@larder/blueprint'
import type { OrderRow } from '../order/lock-order.js'
import { SUMMARY } from '../pages/schemas.js'

/** For the index of deliveries, which begins with the state: whatever that is. */
export const ANY_DELIVERY: OrderRow['delivery'][] = [...SUMMARY.delivery.enum]

/** `placed, packed, paid` */
export function stateInWords(order: Pick<OrderRow, 'status' | 'payment' | 'delivery'>, t: Translate): string {
  const status = t.of('orders-staff:orderStatus', order.status)
  const payment = t.of('orders-staff:orderPayment', order.payment)
  if (order.status === 'cancelled') return t('orders-staff:state-cancelled', { status, payment })
  const delivery = t.of('orders-staff:orderDelivery', order.delivery)
  return t('orders-staff:state', { status, delivery, payment })
}
