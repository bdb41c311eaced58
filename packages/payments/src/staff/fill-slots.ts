import { type BlueprintApp, writeText } from '@larder/blueprint'
import { decimalPrice, formatPrice } from '@larder/money'
import { dueOf } from '@larder/orders'
import { staffMember } from '@larder/staff'
import { countTroubled } from '../payment/list-payments.js'
import { listPaymentsOf, refundable } from '../payment/lock-payments.js'
import { viewPayment } from './view-payments.js'

/** The payments of an order on its page, and on the front page what has gone wrong. */
export default function fillSlots(app: BlueprintApp): void {
  app.fillSlot('orders-staff.show.payment', {
    template: 'order-payments',
    async data({ order }, request) {
      const rows = await listPaymentsOf(app.db, order.id)
      const most = rows.reduce((sum, row) => sum + refundable(row), 0)
      const { currency } = order
      const byHand = app.payments.methods.filter(({ read }) => !read)
      const member = staffMember(request)
      const { t, language } = request
      return {
        payments: rows.map((row) => viewPayment(app.payments, row, t)),
        most,
        mostText: decimalPrice(most, currency),
        due: dueOf(order),
        dueText: decimalPrice(dueOf(order), currency),
        methods: byHand.map(({ name, label }) => [name, writeText(label, t)]),
        may: {
          record: app.staff.can(member, 'payments.record'),
          refund: app.staff.can(member, 'orders.refund')
        },
        price: (amount: number) => formatPrice(amount, currency, language)
      }
    }
  })

  app.fillSlot('staff.front.missing', {
    template: 'missing',
    data: (_, request) =>
      app.payments.methods.length === 0 && app.staff.can(staffMember(request), 'payments.record')
        ? {}
        : undefined
  })

  app.fillSlot('staff.front', {
    template: 'front',
    async data(_, request) {
      if (!app.staff.can(staffMember(request), 'payments.record')) return undefined
      return { counts: await countTroubled(app.payments) }
    }
  })
}
