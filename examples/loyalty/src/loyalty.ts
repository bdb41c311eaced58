import { type Database, queryRows, statement } from '@larder/database'
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
  // In the transaction that pays the order: both are written, or neither.
  app.onOrderPaid(async (tx, { id, userId, total, cancelledTotal }) => {
    if (userId === null) return
    const points = Math.floor((total - cancelledTotal) / 100)
    await tx.$executeRaw`INSERT INTO loyalty_points (order_id, user_id, points)
      VALUES (${id}, ${userId}, ${points}) ON CONFLICT (order_id) DO NOTHING`
    await enqueue(tx, TELL_CARDS, { user: userId }, { key: `loyalty.tell-cards:${id}` })
  })
  app.onOrderCancelled(async (tx, { id }) => {
    await tx.$executeRaw`DELETE FROM loyalty_points WHERE order_id = ${id}`
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
  const [sum] = await queryRows(db, SUM, [userId])
  return sum?.points ?? 0
}

const SUM = statement(
  Type.Object({ points: Type.Integer() }),
  'SELECT COALESCE(SUM(points), 0)::int AS points FROM loyalty_points WHERE user_id = $1'
)

const TELL_CARDS = taskKind('loyalty.tell-cards', Type.Object({ user: Type.Integer() }))
