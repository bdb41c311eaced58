import { type BlueprintApp, localPath, pathToReturn, wantsHtml } from '@larder/blueprint'
import { addToCart, mostInCart } from '@larder/carts'
import { cardHelpers, findGoods, type GoodSummary, translateGoods, urlOfPicture } from '@larder/goods'
import { currentUser, flash, refuseRemovedUser, requireUser, userOf } from '@larder/session'
import type {} from '@larder/users'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { FAVOURITES_ERR_FULL, FAVOURITES_ERR_NO_GOOD } from './errors.js'
import { addFavourite, isFavourite, listFavourites, MOST_FAVOURITES, removeFavourite } from './favourites.js'
import { Back, FavouriteList, GoodParams, NewFavourite } from './schemas.js'

export default async function routes(app: BlueprintApp) {
  fillSlots(app)
  keepPersonalData(app)
  listRoute(app)
  changeRoutes(app)
  toCartRoute(app)
}

function fillSlots(app: BlueprintApp): void {
  app.fillSlot('users.account.links', { template: 'account-link' })
  app.fillSlot('goods.show.actions', {
    template: 'save',
    data: async ({ good }, request) => {
      const user = userOf(request)
      return (
        user && { isSaved: await isFavourite(app.db, user.id, good.id), back: pathToReturn(request) ?? '' }
      )
    }
  })
}

function keepPersonalData(app: BlueprintApp): void {
  app.onExport('favourites', async (db, { userId }) => (userId === null ? [] : listFavourites(db, userId)))
  app.onErase(async (tx, { userId }) => {
    if (userId !== null) await tx.favourite.deleteMany({ where: { userId } })
  })
}

function listRoute(app: BlueprintApp): void {
  const shown = cardHelpers(app)
  const list = {
    ...PERSONAL,
    schema: { summary: 'What the customer has saved', response: { 200: FavouriteList } }
  }
  app.get('/', { name: 'list', templates: ['list'], ...list }, async (request, reply) => {
    const goods = await findSaved(app, request)
    reply.header('cache-control', 'no-store')
    return wantsHtml(request) ? reply.view('list', { ...shown, goods, mostInCart }) : viewList(app, goods)
  })
}

function changeRoutes(app: BlueprintApp): void {
  const response = { 200: FavouriteList }
  const add = { summary: 'Saves a good for later', body: NewFavourite, response }
  app.post('/', { name: 'add', ...PERSONAL, schema: add }, async (request, reply) => {
    const [good] = await findGoods(app.db, [request.body.good])
    if (!good) throw new FAVOURITES_ERR_NO_GOOD()
    const outcome = await addFavourite(app.db, currentUser(request).id, good.id)
    if (outcome === 'gone') return refuseRemovedUser(request, reply)
    if (outcome === 'full') throw new FAVOURITES_ERR_FULL(MOST_FAVOURITES)
    return answer(app, request, reply, { message: request.t('favourites:saved'), back: request.body.back })
  })

  const remove = { summary: 'Saves a good no longer', params: GoodParams, body: Back, response }
  app.post('/:good/remove', { name: 'remove', ...PERSONAL, schema: remove }, async (request, reply) => {
    await removeFavourite(app.db, currentUser(request).id, request.params.good)
    return answer(app, request, reply, { message: request.t('favourites:removed'), back: request.body?.back })
  })
}

function toCartRoute(app: BlueprintApp): void {
  const move = {
    summary: 'Moves a saved good into the cart',
    params: GoodParams,
    response: { 200: FavouriteList }
  }
  app.post('/:good/to-cart', { name: 'to-cart', ...PERSONAL, schema: move }, async (request, reply) => {
    const { id: userId } = currentUser(request)
    const [good] = await findGoods(app.db, [request.params.good], request.language)
    if (!good) throw new FAVOURITES_ERR_NO_GOOD()
    const added = await addToCart(app.db, { userId }, good.id, 1, mostInCart(good))
    if (!added) return refuseRemovedUser(request, reply)
    if (added.limited)
      return answer(app, request, reply, {
        message: request.t('favourites:not-moved', { product: good.name })
      })
    await removeFavourite(app.db, userId, good.id)
    return answer(app, request, reply, { message: request.t('favourites:moved', { product: good.name }) })
  })
}

/** Tells a browser on the page that it came from, or else on the list. */
async function answer(
  app: BlueprintApp,
  request: FastifyRequest,
  reply: FastifyReply,
  { message, back }: { message: string; back?: string | undefined }
) {
  if (!wantsHtml(request)) return viewList(app, await findSaved(app, request))
  flash(request, message)
  return reply.redirect(localPath(back) ?? app.urlFor('.list'), 303)
}

function viewList(app: BlueprintApp, goods: GoodSummary[]) {
  const { pictureOf } = cardHelpers(app)
  return { goods: goods.map((good) => ({ ...good, picture: urlOfPicture(pictureOf, good.picture) })) }
}

/** Without what is not sold any more, which comes back with it. */
async function findSaved(app: BlueprintApp, request: FastifyRequest): Promise<GoodSummary[]> {
  const ids = await listFavourites(app.db, currentUser(request).id)
  const found = new Map((await findGoods(app.db, ids)).map((good) => [good.id, good]))
  const goods = ids.flatMap((id) => found.get(id) ?? [])
  return translateGoods(app.db, goods, request.language)
}

const PERSONAL = { preHandler: requireUser }
