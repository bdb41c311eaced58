import type { CheckoutValues } from '@larder/checkout'
import type { Database } from '@larder/database'
import { findAccount } from '@larder/users'

/** What the account of a customer says, for the form of an order. */
export async function findContact(db: Database, userId: number): Promise<CheckoutValues> {
  const account = await findAccount(db, userId)
  return account ? { name: account.name, email: account.email ?? account.pending_email ?? '' } : {}
}

/** The address that a customer has confirmed. */
export async function findEmail(db: Database, userId: number): Promise<string | undefined> {
  return (await findAccount(db, userId))?.email ?? undefined
}
