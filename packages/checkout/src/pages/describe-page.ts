import { isDeepStrictEqual } from 'node:util'
import {
  addressForm,
  type BookedAddress,
  checkAddress,
  formatAddress,
  listCountries
} from '@larder/addresses'
import type { Translate } from '@larder/blueprint'
import { formatPrice } from '@larder/money'
import { BILLING_PREFIX, billingInput } from '../checkout/check-values.js'
import { describeChange } from './messages.js'
import type { OpenAnswer } from './show-checkout.js'
import type { SlotDay } from './slot-days.js'

/** What the template of an open checkout shows. */
export function describePage(
  { answer, quote }: OpenAnswer,
  book: BookedAddress[],
  country: string,
  slotDays: (slots: OpenAnswer['answer']['checkout']['offers'][number]['slots']) => SlotDay[],
  t: Translate
) {
  const { checkout, problems = {}, changes = [] } = answer
  const { values, currency } = checkout
  const billing = billingInput(values)
  const checked = checkAddress(values)
  const typed = checked.outcome === 'address' ? checked.address : undefined
  const isOther = values.billing === 'other'
  const chosen = checkout.offers.flatMap(({ slots }) =>
    slots.filter(({ choice }) => choice === values.delivery)
  )
  const [time] = slotDays(quote.choice.delivery ? chosen : [])
  return {
    ...checkout,
    message: answer.message,
    outcome: answer.outcome,
    problems,
    details: [
      ...changes.map((change) => describeChange(change, currency, t)),
      ...(answer.not_sold ?? []).map(({ name }) => t('checkout:not-sold', { name })),
      ...(answer.short ?? []).map(({ name, quantity, available }) =>
        available === 0
          ? t('checkout:sold-out', { name })
          : t('checkout:short', { name, available, quantity })
      )
    ],
    mayTake: answer.short !== undefined || answer.outcome === 'not-sold',
    isPlaceKnown: quote.place !== undefined,
    days: checkout.offers.map(({ slots }) => slotDays(slots)),
    deliveryName: quote.choice.delivery?.name,
    deliveryTime: time && { day: time.day, time: time.slots[0]?.time },
    form: addressForm(values.country ?? country),
    addressValues: { country, ...values },
    otherAddresses: book
      .filter(({ address }) => !isDeepStrictEqual(address, typed))
      .map((booked) => viewBooked(booked, t)),
    billingForm: isOther ? addressForm(billing.country ?? country) : undefined,
    billingValues: { ...billing, country: billing.country ?? country },
    billingProblems: withoutPrefix(problems),
    countries: listCountries(t.language),
    formatPrice
  }
}

function viewBooked({ id, address }: BookedAddress, t: Translate) {
  return { id, line: formatAddress(address, t.language).join(t('checkout:address-separator')) }
}

function withoutPrefix(problems: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(problems).flatMap(([field, problem]) =>
      field.startsWith(BILLING_PREFIX) ? [[field.slice(BILLING_PREFIX.length), problem]] : []
    )
  )
}
