import type { Database } from '@larder/database'

/**
 * Gives a user the orders that were placed as a guest with an address that they have proved to be
 * theirs. Call it in the transaction that confirms the address, and never for one that is claimed only.
 *
 * @param email as orders have it: in lower case
 * @returns how many orders that were
 */
export async function claimOrders(
  tx: Database,
  { userId, email }: { userId: number; email: string }
): Promise<number> {
  const { count } = await tx.order.updateMany({ where: { email, userId: null }, data: { userId } })
  return count
}
