import type { OrderRow } from '../order/lock-order.js'

/** The states of an order in words, for lists, filters and sentences. */
export const STATUS_WORDS: Record<OrderRow['status'], string> = {
  placed: 'placed',
  cancelled: 'cancelled',
  completed: 'completed'
}
export const PAYMENT_WORDS: Record<OrderRow['payment'], string> = {
  due: 'not paid',
  authorized: 'payment authorised',
  paid: 'paid',
  part_refunded: 'partly refunded',
  refunded: 'refunded',
  failed: 'payment failed'
}
export const DELIVERY_WORDS: Record<OrderRow['delivery'], string> = {
  open: 'to pack',
  packed: 'packed',
  part_sent: 'partly sent',
  sent: 'sent',
  delivered: 'delivered',
  returned: 'returned'
}

/** For the index of deliveries, which begins with the state: whatever that is. */
export const ANY_DELIVERY: OrderRow['delivery'][] = [
  'open',
  'packed',
  'part_sent',
  'sent',
  'delivered',
  'returned'
]

/** `placed, packed, paid` */
export function stateInWords({
  status,
  payment,
  delivery
}: Pick<OrderRow, 'status' | 'payment' | 'delivery'>): string {
  const words = [STATUS_WORDS[status], DELIVERY_WORDS[delivery], PAYMENT_WORDS[payment]]
  return status === 'cancelled' ? `cancelled, ${PAYMENT_WORDS[payment]}` : words.join(', ')
}
