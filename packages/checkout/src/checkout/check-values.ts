import { type Address, type AddressInput, checkAddress } from '@larder/addresses'
import type { Translate } from '@larder/blueprint'
import { isMailAddress } from '@larder/mail'
import type { CheckoutValues } from '../schemas.js'

/** Who orders, and where to, as an order has it. */
export interface Contact {
  email: string
  deliveryAddress: Address
  billingAddress: Address
  note: string
}

/** What is wrong with what was typed, by field. */
export type Problems = Record<string, string>

export type ContactOutcome =
  | { outcome: 'contact'; contact: Contact }
  | { outcome: 'problems'; problems: Problems }

/**
 * Checks all that was typed, but for what has to be chosen, and tidies it.
 *
 * @param t says the problems
 */
export function checkValues(values: CheckoutValues, t: Translate): ContactOutcome {
  const email = (values.email ?? '').trim()
  const note = (values.note ?? '').replace(/\r\n?/g, '\n').trim()
  const delivery = checkAddress(values, t)
  const billing = values.billing === 'other' ? checkAddress(billingInput(values), t) : delivery
  const problems: Problems = {
    ...(!isReachable(email) && { email: t('checkout:problem.email') }),
    ...(delivery.outcome === 'problems' && delivery.problems),
    ...(billing !== delivery && billing.outcome === 'problems' && withPrefix(billing.problems)),
    ...([...note].length > LONGEST_NOTE && {
      note: t('checkout:problem.note', { most: LONGEST_NOTE })
    })
  }
  if (delivery.outcome === 'problems' || billing.outcome === 'problems' || Object.keys(problems).length > 0)
    return { outcome: 'problems', problems }
  const contact = { email, deliveryAddress: delivery.address, billingAddress: billing.address, note }
  return { outcome: 'contact', contact }
}

/** The billing address of the form, as an address form sends it. */
export function billingInput(values: CheckoutValues): AddressInput {
  return {
    name: values.billing_name,
    organisation: values.billing_organisation,
    street: values.billing_street,
    district: values.billing_district,
    city: values.billing_city,
    region: values.billing_region,
    postal_code: values.billing_postal_code,
    country: values.billing_country ?? values.country,
    phone: values.billing_phone
  }
}

export const BILLING_PREFIX = 'billing_'

function withPrefix(problems: Partial<Record<string, string>>): Problems {
  return Object.fromEntries(
    Object.entries(problems).map(([field, problem]) => [BILLING_PREFIX + field, problem ?? ''])
  )
}

/** A mail can go there from outside: the domain has a dot. */
function isReachable(email: string): boolean {
  return isMailAddress(email) && /@.*\./.test(email)
}

/** As the column has it. */
const LONGEST_NOTE = 500
