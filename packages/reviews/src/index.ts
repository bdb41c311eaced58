import { blueprint, type NoParams } from '@larder/blueprint'
import routes from './routes.js'

/** What buyers say of the goods: on a good's page, once staff have read it. */
export default blueprint(
  {
    name: 'reviews',
    root: new URL('..', import.meta.url),
    dependencies: ['@larder/database', '@larder/session', 'goods', '@larder/orders'],
    decorators: { fastify: ['db', 'onExport', 'onErase'], request: ['session'] },
    defaults: {}
  },
  routes
)

export { REVIEWS_ERR_NO_GOOD, REVIEWS_ERR_NOT_BOUGHT } from './errors.js'
export { findRating, listApproved, type Rating } from './find-reviews.js'
export { removeReview, saveReview } from './save-review.js'
export type { PublicReview } from './schemas.js'

declare module '@larder/blueprint' {
  interface Routes {
    'reviews.list': NoParams
    'reviews.product': { slug: string }
    'reviews.write': { slug: string }
    'reviews.remove': { slug: string }
  }
}
