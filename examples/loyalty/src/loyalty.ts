import type { Database } from '@larder/database'
import { currentUser, requireUser } from '@larder/session'
import { enqueue, taskKind } from '@larder/tasks'
import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'

export interface LoyaltyOptions {
  /** Where members' cards are kept: it is told of each new balance. */
  cardsUrl: string
}

/** The deli's own part: a point for each whole euro that a customer has paid. */
export default async function loyalty(app: FastifyInstance, { cardsUrl }: LoyaltyOptions) {
  // In the transaction that places the order: both are written, or neither.
  app.onOrderPlaced(async (tx, { id, userId, total }) => {
    if (userId === null) return
    await tx.loyaltyPoints.create({ data: { orderId: id, userId, points: pointsFor(total) } })
  })
  app.onOrderPaid(async (tx, { id, userId, total, cancelledTotal }) => {
    if (userId === null) return
    const data = { points: pointsFor(total - cancelledTotal), earned: true }
    await tx.loyaltyPoints.update({ where: { orderId: id }, data })
    await enqueue(tx, TELL_CARDS, { user: userId }, { key: `loyalty.tell-cards:${id}` })
  })
  app.onOrderCancelled(async (tx, { id }) => {
    await tx.loyaltyPoints.deleteMany({ where: { orderId: id } })
  })

  // After it, and surely: tried again until it does not throw, so perhaps twice.
  app.tasks.add(TELL_CARDS, async ({ user }, { key, signal }) => {
    const response = await fetch(cardsUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify({ user, points: await countPoints(app.db, user) }),
      signal
    })
    if (!response.ok) throw new Error(`${cardsUrl} answered ${response.status}.`)
  })

  app.get('/', { preHandler: requireUser }, async (request) => ({
    points: await countPoints(app.db, currentUser(request).id)
  }))
}

async function countPoints(db: Database, userId: number): Promise<number> {
  const { _sum } = await db.loyaltyPoints.aggregate({
    _sum: { points: true },
    where: { userId, earned: true }
  })
  return _sum.points ?? 0
}

function pointsFor(cents: number): number {
  return Math.floor(cents / 100)
}

const TELL_CARDS = taskKind('loyalty.tell-cards', Type.Object({ user: Type.Integer() }))
