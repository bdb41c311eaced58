import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { wantsHtml } from '@larder/blueprint'
import { formatPrice } from '@larder/money'
import type { FastifyInstance } from 'fastify'
import { GOODS_ERR_NOT_FOUND } from './errors.js'
import { findGood, listCategories, listGoods } from './goods.js'
import type { GoodsOptions } from './index.js'
import { goodMeta, listMeta } from './page-meta.js'
import { pictureUrls } from './pictures.js'
import { GoodsPage, GoodView, ListQuery, Slug } from './schemas.js'

export default async function routes(fastify: FastifyInstance, { pageSize }: Required<GoodsOptions>) {
  const app = fastify.withTypeProvider<TypeBoxTypeProvider>()
  const shown = { formatPrice, pictureUrl: pictureUrls(app.assetUrl) }
  const list = {
    summary: 'The goods by category and by part of the name, a page at a time',
    querystring: ListQuery,
    response: { 200: GoodsPage }
  }

  app.get('/', { name: 'list', schema: list }, async (request, reply) => {
    const listed = listGoods(app.db, { ...request.query, pageSize })
    if (!wantsHtml(request)) return listed
    const [found, categories] = await Promise.all([listed, listCategories(app.db)])
    const { query } = request
    const category = categories.find(({ slug }) => slug === query.category)
    const page = found.page > 1 ? found.page : undefined
    const meta = listMeta(app, { query, category, goods: found.goods, page })
    return reply.view('list', { ...shown, ...found, categories, query, meta })
  })

  app.get('/get_goods', { name: 'get-goods', schema: list }, (request) =>
    listGoods(app.db, { ...request.query, pageSize })
  )

  const show = { summary: 'One good', params: Slug, response: { 200: GoodView } }
  app.get('/:slug', { name: 'show', schema: show }, async (request, reply) => {
    const good = await findGood(app.db, request.params.slug)
    if (!good) throw new GOODS_ERR_NOT_FOUND()
    return wantsHtml(request) ? reply.view('show', { ...shown, good, meta: goodMeta(app, good) }) : good
  })
}
