import { OrEmpty, RowId, Text, WholeNumber } from '@larder/blueprint'
import { ReviewStatus } from '@larder/database'
import { type Static, Type } from 'typebox'

/** Characters, as the columns hold them. */
export const LENGTHS = { title: 80, text: 2_000, signature: 50 }

export const GoodParams = Type.Object({ slug: Text(80, 'Of the good') })

export const ReviewBody = Type.Object({
  stars: OrEmpty(WholeNumber({ minimum: 1, maximum: 5 })),
  title: Type.Optional(Text(LENGTHS.title)),
  // What is longer than it may be comes back with its problem.
  text: Type.Optional(Text(2 * LENGTHS.text, 'Plain text, at most 2,000 characters')),
  signature: Type.Optional(Text(LENGTHS.signature, 'How it is signed, for everybody to see'))
})
export type ReviewBody = Static<typeof ReviewBody>

const written = {
  stars: Type.Integer(),
  title: Type.String(),
  text: Type.String(),
  signature: Type.String(),
  language: Type.String({ description: 'That it is written in, BCP 47.' }),
  written_at: Type.String({ format: 'date-time' })
}

/** A review as everybody sees it. */
export const PublicReview = Type.Object({ id: Type.Integer(), ...written })
export type PublicReview = Static<typeof PublicReview>

/** A review as its author sees it. */
export const OwnReview = Type.Object({
  ...written,
  status: Type.Enum(ReviewStatus),
  reason: Type.String({ description: 'Why it was rejected.' })
})
export type OwnReview = Static<typeof OwnReview>

const ReviewedGood = Type.Object({ slug: Type.String(), name: Type.String() })

export const OwnReviews = Type.Object({
  reviews: Type.Array(Type.Object({ good: ReviewedGood, ...OwnReview.properties }))
})

export const ReviewForm = Type.Object({
  good: ReviewedGood,
  may_write: Type.Boolean({ description: 'Whether the visitor has bought it.' }),
  review: Type.Union([OwnReview, Type.Null()])
})

export const Refused = Type.Object({
  message: Type.String(),
  problems: Type.Record(Type.String(), Type.String())
})

export const PlaceQuery = Type.Object({ after: Type.Optional(RowId('The last review of the page before')) })

export const ProductReviews = Type.Object({
  good: ReviewedGood,
  count: Type.Integer(),
  average: Type.Union([Type.Number(), Type.Null()], { description: 'Of the stars, to one decimal.' }),
  reviews: Type.Array(PublicReview),
  next: Type.Union([Type.Integer(), Type.Null()], { description: 'What `after` is on the next page.' })
})
