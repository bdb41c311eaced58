import { type BlueprintApp, Text, wantsHtml } from '@larder/blueprint'
import { ReviewStatus } from '@larder/database'
import { goodSlugs, nameGoods } from '@larder/goods'
import { flash } from '@larder/session'
import { actorOf } from '@larder/staff'
import type { FastifyReply } from 'fastify'
import { type Static, Type } from 'typebox'
import { decideReviews, type SeenReview } from './decide-reviews.js'
import { listReviews, ReviewsQuery } from './list-reviews.js'

/** The list of reviews, and what staff decide on several of them at once. */
export default function reviewRoutes(app: BlueprintApp): void {
  const config = { permission: 'reviews.moderate' }

  const list = {
    config,
    schema: {
      summary: 'The reviews, those to look at first',
      querystring: ReviewsQuery,
      response: { 200: ReviewList }
    }
  }
  app.get('/', { name: 'list', templates: ['list'], ...list }, async (request, reply) => {
    const view = await viewList(app, request.query)
    return wantsHtml(request) ? showList(reply, { ...view, query: request.query }) : view
  })

  const decide = {
    config,
    templates: ['list'],
    schema: {
      summary: 'Approves or rejects reviews',
      querystring: ReviewsQuery,
      body: DecisionBody,
      response: { 200: Decided, 422: Refused }
    }
  }
  app.post('/decide', { name: 'decide', ...decide }, async (request, reply) => {
    const { review = [], decision, reason = '' } = request.body
    const chosen = [review].flat()
    const problem = problemOf(request.body)
    if (problem) {
      const message = request.t.of('reviews-staff:problem', problem)
      if (!wantsHtml(request)) return reply.code(422).send({ message })
      const view = await viewList(app, request.query)
      reply.code(422)
      return showList(reply, { ...view, query: request.query, chosen, problem: message, reason })
    }
    const kept = { status: decision, reason: decision === 'rejected' ? reason.trim() : '' } as const
    const decided = await decideReviews(app.db, chosen.map(readSeen), kept, actorOf(request))
    const changed = chosen.length - decided
    if (!wantsHtml(request)) return { decided, changed }
    flash(request, request.t('reviews-staff:decided', { n: decided }))
    if (changed > 0) flash(request, request.t('reviews-staff:changed', { n: changed }))
    const { status, stars } = request.query
    return reply.redirect(app.urlFor('.list', {}, { status, stars }), 303)
  })
}

interface ShownList extends Static<typeof ReviewList> {
  query: ReviewsQuery
  /** Those that are ticked. */
  chosen?: string[]
  problem?: string
  reason?: string
}

function showList(reply: FastifyReply, { chosen = [], reason = '', ...shown }: ShownList) {
  return reply.view('list', { ...shown, chosen, reason, problems: {} })
}

async function viewList(app: BlueprintApp, query: ReviewsQuery): Promise<Static<typeof ReviewList>> {
  const { rows, next, previous } = await listReviews(app.db, query)
  const ids = rows.map(({ goodId }) => goodId)
  const [names, slugs] = await Promise.all([nameGoods(app.db, ids), goodSlugs.slugsOf(app.db, ids)])
  const reviews = rows.map(({ id, version, goodId, userId, writtenAt, ...row }) => ({
    ...row,
    seen: `${id}.${version}`,
    good: { slug: slugs.get(goodId) ?? '', name: names.get(goodId) ?? '' },
    user: userId,
    written_at: writtenAt.toISOString()
  }))
  return { reviews, next, previous }
}

function problemOf({ review = [], decision, reason = '' }: Static<typeof DecisionBody>) {
  if ([review].flat().length === 0) return 'none-chosen'
  return decision === 'rejected' && reason.trim() === '' ? 'no-reason' : undefined
}

function readSeen(seen: string): SeenReview {
  const [id, version] = seen.split('.').map(Number)
  return { id: id ?? 0, version: version ?? 0 }
}

const Seen = Type.String({
  pattern: '^[1-9][0-9]{0,8}\\.[1-9][0-9]{0,8}$',
  description: 'A review as it was seen: its `seen` in the list'
})

const DecisionBody = Type.Object({
  review: Type.Optional(Type.Union([Seen, Type.Array(Seen, { maxItems: 200 })])),
  decision: Type.Enum(['approved', 'rejected']),
  reason: Type.Optional(Text(200, 'Why they are rejected, for their authors'))
})

const Decided = Type.Object({
  decided: Type.Integer(),
  changed: Type.Integer({ description: 'Those that were left alone: their authors changed them meanwhile.' })
})

const Refused = Type.Object({ message: Type.String() })

const Cursor = Type.Union([Type.Integer(), Type.Null()])
const ReviewList = Type.Object({
  reviews: Type.Array(
    Type.Object({
      seen: Type.String({ description: 'The review and its version, for a decision.' }),
      good: Type.Object({ slug: Type.String(), name: Type.String() }),
      user: Type.Integer({ description: 'The id of the account.' }),
      stars: Type.Integer(),
      title: Type.String(),
      text: Type.String(),
      signature: Type.String(),
      language: Type.String(),
      status: Type.Enum(ReviewStatus),
      reason: Type.String(),
      written_at: Type.String({ format: 'date-time' })
    })
  ),
  next: Cursor,
  previous: Cursor
})
