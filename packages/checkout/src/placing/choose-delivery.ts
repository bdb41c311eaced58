import type { DeliveryOffer, OfferedSlot } from '@larder/delivery'
import type { DraftDelivery } from '@larder/orders'

/** What was chosen of the offers. */
export interface Choice {
  /** Undefined where nothing was chosen, or that is not offered. */
  offer?: DeliveryOffer
  /** The same, as an order has it. */
  delivery?: DraftDelivery
  /** Whether the slot that was chosen cannot be had any more. */
  isSlotGone: boolean
}

/** @param chosen as {@link choiceOf} writes it */
export function findChoice(offers: readonly DeliveryOffer[], chosen = ''): Choice {
  const open = offers.filter(({ refusal }) => refusal !== 'below-minimum')
  for (const offer of open) {
    const slot = offer.slots.find((one) => choiceOf(offer, one) === chosen)
    if (slot || (!offer.takesSlot && choiceOf(offer) === chosen))
      return { offer, delivery: draftDelivery(offer, slot), isSlotGone: false }
  }
  return { isSlotGone: open.some(({ code, takesSlot }) => takesSlot && chosen.startsWith(`${code}:`)) }
}

/** What a form sends for an offer, or one of its slots: `post`, `van:12`. */
export function choiceOf({ code }: DeliveryOffer, slot?: OfferedSlot): string {
  return slot ? `${code}:${slot.id}` : code
}

/** The slot of an order that this package placed. */
export function readSlotRef(slotRef: string | null): number | undefined {
  const id = Number(slotRef ?? Number.NaN)
  return Number.isInteger(id) ? id : undefined
}

function draftDelivery(offer: DeliveryOffer, slot: OfferedSlot | undefined): DraftDelivery {
  const { code: method, name, price, tax, taxCategory } = offer
  const slotRef = slot ? String(slot.id) : null
  const times = { from: slot?.startsAt ?? null, until: slot?.endsAt ?? null }
  return { method, name, price, tax, taxCategory, slotRef, ...times }
}

export const NO_DELIVERY: DraftDelivery = {
  method: '',
  name: '',
  price: 0,
  tax: 'proportional',
  taxCategory: null,
  slotRef: null,
  from: null,
  until: null
}
