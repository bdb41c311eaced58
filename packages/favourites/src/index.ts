import { blueprint, type NoParams } from '@larder/blueprint'
import routes from './routes.js'

/** The goods that customers have put by for later. */
export default blueprint(
  {
    name: 'favourites',
    root: new URL('..', import.meta.url),
    dependencies: ['@larder/database', '@larder/session', 'goods', 'carts'],
    decorators: { fastify: ['db', 'onExport', 'onErase'], request: ['session'] },
    defaults: {}
  },
  routes
)

export { FAVOURITES_ERR_FULL, FAVOURITES_ERR_NO_GOOD } from './errors.js'
export { addFavourite, isFavourite, listFavourites, removeFavourite } from './favourites.js'

declare module '@larder/blueprint' {
  interface Routes {
    'favourites.list': NoParams
    'favourites.add': NoParams
    'favourites.remove': { good: number }
    'favourites.to-cart': { good: number }
  }
}
