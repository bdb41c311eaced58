import { type Database, type Prisma, queryRows, statement } from '@larder/database'
import { Type } from 'typebox'
import type { OwnReview, PublicReview } from './schemas.js'

export interface Rating {
  /** Of the reviews that everybody sees. */
  count: number
  /** Of their stars, to one decimal; null where there are none. */
  average: number | null
}

/** What the buyers of a good think of it. */
export async function findRating(db: Database, goodId: number): Promise<Rating> {
  const [{ count, stars } = { count: 0, stars: 0 }] = await queryRows(db, SUM_STARS, [goodId])
  return { count, average: count === 0 ? null : Math.round((stars / count) * 10) / 10 }
}

/**
 * The reviews of a good that everybody sees, the newest first.
 *
 * @param place `after` is the id of the last that was shown
 */
export async function listApproved(
  db: Database,
  goodId: number,
  { limit, after }: { limit: number; after?: number | undefined }
): Promise<{ reviews: PublicReview[]; next: number | null }> {
  const rows = await db.review.findMany({
    where: { goodId, status: 'approved', ...(after !== undefined && { id: { lt: after } }) },
    orderBy: { id: 'desc' },
    take: limit + 1,
    select: { id: true, ...WRITTEN }
  })
  const reviews = rows.slice(0, limit).map(({ id, ...row }) => ({ id, ...viewWritten(row) }))
  return { reviews, next: rows.length > limit ? (reviews.at(-1)?.id ?? null) : null }
}

/** What a user wrote of a good; undefined where they did not. */
export async function findOwnReview(
  db: Database,
  userId: number,
  goodId: number
): Promise<OwnReview | undefined> {
  const row = await db.review.findUnique({ where: { goodId_userId: { goodId, userId } }, select: OWN })
  return row ? viewOwn(row) : undefined
}

/** All that a user wrote, the newest first. */
export async function listOwnReviews(
  db: Database,
  userId: number
): Promise<(OwnReview & { goodId: number })[]> {
  const rows = await db.review.findMany({
    where: { userId },
    orderBy: { id: 'desc' },
    select: { goodId: true, ...OWN }
  })
  return rows.map(({ goodId, ...row }) => ({ goodId, ...viewOwn(row) }))
}

const WRITTEN = {
  ...{ stars: true, title: true, text: true, signature: true, language: true, writtenAt: true }
} as const satisfies Prisma.ReviewSelect
const OWN = { ...WRITTEN, status: true, reason: true } as const satisfies Prisma.ReviewSelect

function viewWritten({ writtenAt, ...row }: Prisma.ReviewGetPayload<{ select: typeof WRITTEN }>) {
  return { ...row, written_at: writtenAt.toISOString() }
}

function viewOwn({ status, reason, ...written }: Prisma.ReviewGetPayload<{ select: typeof OWN }>): OwnReview {
  return { ...viewWritten(written), status, reason }
}

const sumStars = (as: string) => `SELECT count(*)${as} AS count, COALESCE(sum(stars), 0)${as} AS stars
  FROM reviews WHERE good_id = $1 AND status = 'approved'`
const SUM_STARS = statement(Type.Object({ count: Type.Integer(), stars: Type.Integer() }), {
  postgresql: sumStars('::int'),
  mysql: sumStars('')
})
