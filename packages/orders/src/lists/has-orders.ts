import type { Database } from '@larder/database'

/** Whether anything was ever ordered. */
export async function hasOrders(db: Database): Promise<boolean> {
  return (await db.order.findFirst({ select: { id: true } })) !== null
}
