import { type Database, type Prisma, ReviewStatus } from '@larder/database'
import { type ListPage, PageQuery, readPage } from '@larder/staff'
import { type Static, Type } from 'typebox'

export const ReviewsQuery = Type.Object({
  ...PageQuery.properties,
  status: Type.Optional(
    Type.Union([Type.Enum(ReviewStatus), Type.Literal('all')], {
      default: 'waiting',
      description: 'What has become of them'
    })
  ),
  stars: Type.Optional(Type.Enum(['1', '2', '3', '4', '5', '']))
})
export type ReviewsQuery = Static<typeof ReviewsQuery>

/** A review as staff see it. */
export type StaffReview = Prisma.ReviewGetPayload<{ select: typeof SHOWN }>

/** The reviews that a filter means, a page of them, those that were written first at first. */
export async function listReviews(
  db: Database,
  { status = 'waiting', stars, ...place }: ReviewsQuery
): Promise<ListPage<StaffReview>> {
  const where = { ...(status !== 'all' && { status }), ...(stars && { stars: Number(stars) }) }
  return readPage(place, PER_PAGE, (take) =>
    db.review.findMany({ where, select: SHOWN, orderBy: { id: 'asc' }, ...take })
  )
}

/** How many reviews nobody has read yet. */
export function countWaiting(db: Database): Promise<number> {
  return db.review.count({ where: { status: 'waiting' } })
}

const SHOWN = {
  ...{ id: true, version: true, goodId: true, userId: true, stars: true, title: true, text: true },
  ...{ signature: true, language: true, status: true, reason: true, writtenAt: true }
} as const satisfies Prisma.ReviewSelect

const PER_PAGE = 25
