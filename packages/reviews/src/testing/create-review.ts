import type { Database, Prisma } from '@larder/database'

/**
 * Writes a user's review of a good, approved and with five stars unless it is said otherwise, past
 * the routes and whether they bought it or not.
 */
export function createReview(
  db: Database,
  fields: { userId: number; goodId: number } & Partial<Prisma.ReviewUncheckedCreateInput>
): Promise<Prisma.ReviewGetPayload<object>> {
  const written = { stars: 5, language: 'en', status: 'approved', writtenAt: new Date() } as const
  return db.review.create({ data: { ...written, ...fields } })
}
