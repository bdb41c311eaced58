import type {} from '@fastify/rate-limit'
import { type BlueprintApp, wantsHtml } from '@larder/blueprint'
import { inTransaction } from '@larder/database'
import { findGood, goodSlugs, nameGoods } from '@larder/goods'
import { hasBought } from '@larder/orders'
import { currentUser, flash, requireUser } from '@larder/session'
import { forgetChanges } from '@larder/staff'
import type {} from '@larder/users'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { checkReview, type ReviewProblems } from './check-review.js'
import { REVIEWS_ERR_NO_GOOD, REVIEWS_ERR_NOT_BOUGHT } from './errors.js'
import { findOwnReview, findRating, listApproved, listOwnReviews } from './find-reviews.js'
import { removeReview, saveReview } from './save-review.js'
import {
  GoodParams,
  LENGTHS,
  OwnReviews,
  PlaceQuery,
  ProductReviews,
  Refused,
  ReviewBody,
  ReviewForm
} from './schemas.js'
import { showOnProduct } from './show-on-product.js'

export default async function routes(app: BlueprintApp) {
  showOnProduct(app)
  app.fillSlot('users.account.links', { template: 'account-link' })
  keepPersonalData(app)
  productRoute(app)
  ownRoutes(app)
  changeRoutes(app)
}

function keepPersonalData(app: BlueprintApp): void {
  app.onExport('reviews', async (db, { userId }) => (userId === null ? [] : listOwnReviews(db, userId)))
  app.onErase(async (tx, { userId }) => {
    if (userId === null) return
    // What staff wrote of a review may name its author.
    const reviews = await tx.review.findMany({ where: { userId }, select: { id: true } })
    for (const { id } of reviews) await forgetChanges(tx, 'review', id)
    await tx.review.deleteMany({ where: { userId } })
  })
}

function productRoute(app: BlueprintApp): void {
  const show = {
    summary: 'What buyers say of a good',
    params: GoodParams,
    querystring: PlaceQuery,
    response: { 200: ProductReviews }
  }
  app.get('/of/:slug', { name: 'product', templates: ['product'], schema: show }, async (request, reply) => {
    const good = await findReviewed(app, request)
    const { after } = request.query
    const [rating, page] = await Promise.all([
      findRating(app.db, good.id),
      listApproved(app.db, good.id, { limit: PER_PAGE, after })
    ])
    const view = { good: { slug: good.slug, name: good.name }, ...rating, ...page }
    return wantsHtml(request) ? reply.view('product', view) : view
  })
}

function ownRoutes(app: BlueprintApp): void {
  const list = { summary: 'What the customer wrote', response: { 200: OwnReviews } }
  app.get('/', { name: 'list', templates: ['list'], ...PERSONAL, schema: list }, async (request, reply) => {
    const own = await listOwnReviews(app.db, currentUser(request).id)
    const ids = own.map(({ goodId }) => goodId)
    const [names, slugs] = await Promise.all([
      nameGoods(app.db, ids, request.language),
      goodSlugs.slugsOf(app.db, ids)
    ])
    const reviews = own.map(({ goodId, ...review }) => {
      return { good: { slug: slugs.get(goodId) ?? '', name: names.get(goodId) ?? '' }, ...review }
    })
    noStore(reply)
    return wantsHtml(request) ? reply.view('list', { reviews }) : { reviews }
  })

  const form = { summary: 'What the customer wrote of a good', params: GoodParams }
  const show = { name: 'write', ...FORM, schema: { ...form, response: { 200: ReviewForm } } }
  app.get('/:slug', show, async (request, reply) => {
    const view = await viewForm(app, request)
    noStore(reply)
    return wantsHtml(request) ? showForm(reply, { ...view, values: view.review ?? {} }) : view
  })
}

function changeRoutes(app: BlueprintApp): void {
  const save = {
    summary: 'Writes a review, or changes it: it waits for the shop to read it',
    params: GoodParams,
    body: ReviewBody,
    response: { 200: ReviewForm, 422: Refused }
  }
  app.post('/:slug', { ...FORM, ...RARE, schema: save }, async (request, reply) => {
    const checked = checkReview(request.body, request.t)
    if (checked.outcome === 'problems') return refuse(request, reply, checked.problems)
    const { goodId } = await findGoodId(app, request)
    const by = { userId: currentUser(request).id, goodId }
    const written = { ...checked.review, language: request.language }
    const outcome = await inTransaction(app.db, (tx) => saveReview(tx, by, written, new Date()))
    if (outcome === 'not-bought') throw new REVIEWS_ERR_NOT_BOUGHT()
    if (!wantsHtml(request)) return viewForm(app, request)
    flash(request, request.t('reviews:saved'))
    return reply.redirect(app.urlFor('.list'), 303)
  })

  async function refuse(request: SaveRequest, reply: FastifyReply, problems: ReviewProblems) {
    reply.code(422)
    if (!wantsHtml(request)) return reply.send({ message: request.t('reviews:not-saved'), problems })
    return showForm(reply, { ...(await viewForm(app, request)), values: request.body, problems })
  }

  const remove = { summary: 'Deletes a review', params: GoodParams, response: { 200: ReviewForm } }
  const removed = { name: 'remove', ...PERSONAL, schema: remove }
  app.post('/:slug/delete', removed, async (request, reply) => {
    const { goodId } = await findGoodId(app, request)
    await removeReview(app.db, { userId: currentUser(request).id, goodId })
    if (!wantsHtml(request)) return viewForm(app, request)
    flash(request, request.t('reviews:removed'))
    return reply.redirect(app.urlFor('.list'), 303)
  })
}

type GoodRequest = FastifyRequest<{ Params: { slug: string } }>
type SaveRequest = FastifyRequest<{ Params: { slug: string }; Body: ReviewBody }>

/** @throws REVIEWS_ERR_NO_GOOD (404), for a good that is not sold any more, too */
async function findReviewed(app: BlueprintApp, request: GoodRequest) {
  const good = await findGood(app.db, request.params.slug, request.language)
  if (!good) throw new REVIEWS_ERR_NO_GOOD()
  return good
}

/** Also of a good that is not sold any more. @throws REVIEWS_ERR_NO_GOOD (404) */
async function findGoodId(app: BlueprintApp, { params: { slug } }: GoodRequest) {
  const goodId = (await goodSlugs.findBySlugs(app.db, [slug])).get(slug)
  if (goodId === undefined) throw new REVIEWS_ERR_NO_GOOD()
  return { goodId }
}

async function viewForm(app: BlueprintApp, request: GoodRequest) {
  const { goodId } = await findGoodId(app, request)
  const { id: userId } = currentUser(request)
  const [names, review] = await Promise.all([
    nameGoods(app.db, [goodId], request.language),
    findOwnReview(app.db, userId, goodId)
  ])
  const mayWrite = review !== undefined || (await hasBought(app.db, userId, goodId))
  const good = { slug: request.params.slug, name: names.get(goodId) ?? '' }
  return { good, may_write: mayWrite, review: review ?? null }
}

function showForm(reply: FastifyReply, view: { values: Partial<ReviewBody>; problems?: ReviewProblems }) {
  return reply.view('write', { problems: {}, ...view, lengths: LENGTHS })
}

function noStore(reply: FastifyReply): void {
  reply.header('cache-control', 'no-store')
}

const PER_PAGE = 20
const PERSONAL = { preHandler: requireUser }
const FORM = { ...PERSONAL, templates: ['write'] }
// With @fastify/rate-limit one address may write ten in an hour: each costs staff a look.
const RARE = { config: { rateLimit: { max: 10, timeWindow: 60 * 60_000 } } }
