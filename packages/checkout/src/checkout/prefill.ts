import { findAddresses, inputOf } from '@larder/addresses'
import type { Database } from '@larder/database'
import { findLatestOrder } from '@larder/orders'
import type { CheckoutValues } from '../schemas.js'
import { isTyped } from './checkout-data.js'
import type { Checkout } from './open-checkout.js'

/**
 * What a form begins with: what was typed before, or the first address of the customer's book; where
 * that is empty, where the last order went. Its e-mail address is the account's, which may have changed since that order.
 * Nothing of it is a choice that binds.
 */
export async function prefill(
  db: Database,
  { data }: Checkout,
  userId: number | null,
  findContact: (db: Database, userId: number) => Promise<CheckoutValues>
): Promise<CheckoutValues> {
  if (userId === null || isTyped(data.values)) return data.values
  const [booked] = await findAddresses(db, userId)
  const latest = await findLatestOrder(db, userId, [])
  const last = latest?.anonymisedAt ? undefined : latest
  const contact = await findContact(db, userId)
  const address = booked?.address ?? last?.addresses.find(({ kind }) => kind === 'delivery')
  const email = contact.email || last?.email
  return { ...data.values, ...contact, ...(email && { email }), ...(address && inputOf(address)) }
}
