import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { wantsHtml } from '@larder/blueprint'
import { formatPrice, pictureUrls } from '@larder/goods'
import { flash, refuseRemovedUser } from '@larder/session'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { addToCart } from './add-to-cart.js'
import { changeLine, findCart, type LineOutcome } from './carts.js'
import { CARTS_ERR_NO_LINE } from './errors.js'
import { mergeCart } from './merge-cart.js'
import { cartOwner, cartOwnerOrNew } from './owner.js'
import { CartView, CEILING, LineChange, LineParams, NewLine } from './schemas.js'

export default async function routes(fastify: FastifyInstance) {
  const app = fastify.withTypeProvider<TypeBoxTypeProvider>()
  const shown = { formatPrice, pictureUrl: pictureUrls(app.assetUrl), ceiling: CEILING }
  const response = { 200: CartView }

  app.onSignIn(async (request, user) => {
    if (request.session.cartId) await mergeCart(app.db, request.session.cartId, user.id)
  })

  app.get('/', { name: 'show', schema: { response } }, async (request, reply) => {
    reply.header('cache-control', 'no-store')
    const cart = await findCart(app.db, cartOwner(request))
    return wantsHtml(request) ? reply.view('show', { ...shown, ...cart }) : cart
  })

  app.get('/get_carts', { name: 'get-carts', schema: { response } }, async (request, reply) => {
    reply.header('cache-control', 'no-store')
    return findCart(app.db, cartOwner(request))
  })

  app.post('/lines', { name: 'add', schema: { body: NewLine, response } }, async (request, reply) => {
    const { good, quantity } = request.body
    const outcome = await addToCart(app.db, cartOwnerOrNew(request), good, quantity)
    return outcome ? answer(request, reply, outcome) : refuseRemovedUser(request, reply)
  })

  const line = { schema: { params: LineParams, body: LineChange, response } }
  app.post('/lines/:good', { name: 'change', ...line }, (request, reply) =>
    change(request, reply, request.params.good, request.body.quantity)
  )
  app.put('/lines/:good', line, (request, reply) =>
    change(request, reply, request.params.good, request.body.quantity)
  )
  app.delete('/lines/:good', { schema: { params: LineParams, response } }, (request, reply) =>
    change(request, reply, request.params.good, 0)
  )

  async function change(request: FastifyRequest, reply: FastifyReply, good: number, quantity: number) {
    const owner = cartOwner(request)
    const outcome = owner && (await changeLine(app.db, owner, good, quantity))
    if (!outcome) throw new CARTS_ERR_NO_LINE()
    return answer(request, reply, outcome)
  }

  async function answer(request: FastifyRequest, reply: FastifyReply, { quantity, limited }: LineOutcome) {
    if (!wantsHtml(request)) return findCart(app.db, cartOwner(request))
    if (limited)
      flash(
        request,
        quantity === 0 ? 'Sorry, this is sold out.' : `We can give you ${quantity} of it at most.`
      )
    return reply.redirect(app.urlFor('.show'), 303)
  }
}
