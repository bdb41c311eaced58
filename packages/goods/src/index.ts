import { blueprint } from '@larder/blueprint'
import routes from './routes.js'

export interface GoodsOptions {
  /** Goods on a page of the list. @default 24 */
  pageSize?: number
  /** What stands before the name of a good's picture; pictures that are whole URLs are left alone. @default '/pictures/' */
  pictures?: string
}

/** The list of goods, by category, page and name, and a page for each. */
export default blueprint<GoodsOptions>(
  {
    name: 'goods',
    root: new URL('..', import.meta.url),
    dependencies: ['@larder/database'],
    decorators: { fastify: ['db'] },
    defaults: { pageSize: 24, pictures: '/pictures/' }
  },
  routes
)

export { GOODS_ERR_NOT_FOUND } from './errors.js'
export {
  findStock,
  type GoodSummary,
  type GoodsPage,
  goodSummary,
  listCategories,
  listGoods,
  newestGoods
} from './goods.js'
export { pictureUrls } from './pictures.js'
export { formatPrice } from './prices.js'
