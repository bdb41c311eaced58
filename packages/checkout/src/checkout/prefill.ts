import type { Database } from '@larder/database'
import { findLatestOrder } from '@larder/orders'
import type { CheckoutValues } from '../schemas.js'
import type { Checkout } from './open-checkout.js'

/**
 * What a form begins with: what was typed before, or where a customer's last order went. Nothing of
 * it is a choice that binds.
 */
export async function prefill(
  db: Database,
  { data }: Checkout,
  userId: number | null,
  findContact: (db: Database, userId: number) => Promise<CheckoutValues>
): Promise<CheckoutValues> {
  if (Object.keys(data.values).length > 0 || userId === null) return data.values
  const last = await findLatestOrder(db, userId, [])
  const address = last?.addresses.find(({ kind }) => kind === 'delivery')
  if (!last || !address || last.anonymisedAt) return findContact(db, userId)
  return {
    email: last.email,
    name: address.name,
    organisation: address.organisation,
    street: address.street,
    district: address.district,
    city: address.city,
    region: address.region,
    postal_code: address.postalCode,
    country: address.country,
    phone: address.phone
  }
}
