import { blueprint, type NoParams } from '@larder/blueprint'
import routes, { type GoodsOptions } from './routes.js'
import type { GoodSummary, GoodView } from './schemas.js'

/** The list of goods, by category, page and name, and a page for each. */
export default blueprint<GoodsOptions>(
  {
    name: 'goods',
    root: new URL('..', import.meta.url),
    dependencies: ['@larder/database', '@larder/stock'],
    decorators: { fastify: ['db'] },
    slots: ['goods.show.after-price', 'goods.show.actions', 'goods.show.end', 'goods.card'],
    defaults: { pageSize: 24, maxAge: 0 }
  },
  routes
)

export { changeCurrency } from './change-currency.js'
export { checkGoods } from './check-goods.js'
export { GOODS_ERR_NO_CATEGORY, GOODS_ERR_NO_PAGE, GOODS_ERR_NOT_FOUND } from './errors.js'
export { findGood, findGoods, nameGoods } from './find-good.js'
export { followStock } from './follow-stock.js'
export { goodSlugs } from './good-slugs.js'
export { goodsInSeason } from './lists/goods-in-season.js'
export { goodsOnOffer } from './lists/goods-on-offer.js'
export { listCategories } from './lists/list-categories.js'
export { type FoundGoods, type ListOutcome, listGoods, type Place } from './lists/list-goods.js'
export { newestGoods } from './lists/newest-goods.js'
export { cardHelpers } from './pages/shown-good.js'
export {
  findPictures,
  GoodPicture,
  hangFirstPictures,
  type SaveOutcome,
  savePictures
} from './pictures/good-pictures.js'
export { type PictureOf, picturesOf, type ShownPicture, urlOfPicture } from './pictures/show-picture.js'
export { type PricedGood, priceForSale } from './price-for-sale.js'
export { findLastId, readSlugs } from './read-slugs.js'
export { setRelated } from './related/set-related.js'
export { removeGoods } from './remove-goods.js'
export type { GoodsOptions } from './routes.js'
export { GoodSummary, type GoodsPage, type GoodView } from './schemas.js'
export { indexAllGoods } from './search/index-goods.js'
export { nearestGoods } from './search/nearest-goods.js'
export { popularGoods, setPopularity } from './search/popularity.js'
export { searchGoods } from './search/search-goods.js'
export { SHOP_LANGUAGE } from './shop-language.js'
export { translateGoods } from './translate-goods.js'
export { withGoods } from './with-goods.js'
export { withPrices } from './with-prices.js'

declare module '@larder/blueprint' {
  interface Routes {
    'goods.list': NoParams
    'goods.get-goods': NoParams
    'goods.suggest': NoParams
    'goods.feed': NoParams
    'goods.show': { slug: string }
  }
  interface Slots {
    /** On a good's page, below its price. */
    'goods.show.after-price': { good: GoodView }
    /** On a good's page, below its description: what a visitor can do. */
    'goods.show.actions': { good: GoodView }
    /** At the end of a good's page. */
    'goods.show.end': { good: GoodView }
    /**
     * On each card of a list. Data is loaded for all cards at once; the template also sees the
     * card's `good`.
     */
    'goods.card': { goods: GoodSummary[] }
  }
}
