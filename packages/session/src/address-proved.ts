import type { Database } from '@larder/database'
import type { FastifyInstance } from 'fastify'

/**
 * Runs in the transaction in which a user proves that an e-mail address is theirs; it rolls back
 * when it throws.
 */
export type AddressProvedHook = (tx: Database, user: { id: number; email: string }) => Promise<void>

/** The hooks of `app.onAddressProved` as one. Who keeps accounts runs it. */
export function addressProved(app: FastifyInstance): AddressProvedHook {
  return async (tx, user) => {
    for (const hook of app.sessionSettings.addressProvedHooks) await hook(tx, user)
  }
}
