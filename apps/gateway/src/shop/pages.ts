import { listCategories, newestGoods, pictureUrls } from '@larder/goods'
import { formatPrice } from '@larder/money'
import type { FastifyInstance } from 'fastify'

/** The pages that belong to no feature. */
export default async function pages(app: FastifyInstance) {
  const shown = { formatPrice, pictureUrl: pictureUrls(app.assetUrl) }

  const front = { summary: 'The front page, with what is new' }
  app.get('/', { name: 'home', schema: front }, async (_request, reply) => {
    const [categories, goods] = await Promise.all([listCategories(app.db), newestGoods(app.db, SHELF)])
    return reply.view('home', { ...shown, categories, goods })
  })
}

/** As many as end a row of the goods' grid, whatever its columns. */
const SHELF = 6
