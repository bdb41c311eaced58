import { type Translate, writeText } from '@larder/blueprint'
import type { DeliveryOffer, OfferedSlot } from '@larder/delivery'
import { choiceOf } from '../placing/choose-delivery.js'
import type { Quote } from '../placing/quote-checkout.js'
import type { CheckoutValues, CheckoutView } from '../schemas.js'

/** A checkout as pages and programs see it. @param seen the hash of what can be ordered now */
export function viewCheckout(
  { checkoutId, seen, values }: { checkoutId: string; seen: string | null; values: CheckoutValues },
  { priced, offers, choice, methods }: Quote,
  currency: string,
  t: Translate
): CheckoutView {
  return {
    checkout_id: checkoutId,
    seen,
    values,
    lines: (priced?.draft.lines ?? []).map(({ goodId, unitPrice, ...line }, index) => {
      const { slug, name, unit, quantity, deposit, discount } = line
      const total = priced?.lines[index]?.total ?? 0
      return { good: goodId, slug, name, unit, quantity, unit_price: unitPrice, deposit, discount, total }
    }),
    offers: offers.map(viewOffer),
    payment_methods: methods.map(({ name, label }) => ({ name, label: writeText(label, t) })),
    goods_total: priced?.goodsTotal ?? null,
    discount_total: priced?.discountTotal ?? 0,
    delivery_total: choice.delivery && priced ? priced.deliveryTotal : null,
    total: priced?.total ?? null,
    currency,
    taxes: (priced?.taxLines ?? []).map(({ rate, net, tax }) => ({ rate, net, tax }))
  }
}

function viewOffer(offer: DeliveryOffer): CheckoutView['offers'][number] {
  const { code, name, description, price, minTotal, refusal = null, takesSlot, slots, fullSlots } = offer
  const isOpen = refusal !== 'below-minimum'
  const times = [
    ...slots.map((slot) => ({ slot, choice: choiceOf(offer, slot) })),
    ...fullSlots.map((slot) => ({ slot, choice: null }))
  ]
  return {
    ...{ code, name, description, price, min_total: minTotal, refusal },
    choice: isOpen && !takesSlot ? choiceOf(offer) : null,
    slots: (isOpen ? times : [])
      .sort((one, other) => one.slot.startsAt.getTime() - other.slot.startsAt.getTime())
      .map(({ slot, choice }) => ({ ...viewSlot(slot), choice }))
  }
}

function viewSlot({ startsAt, endsAt, cutoffAt }: OfferedSlot) {
  return {
    starts_at: startsAt.toISOString(),
    ends_at: endsAt.toISOString(),
    cutoff_at: cutoffAt.toISOString()
  }
}
