import { blueprint, type NoParams } from '@larder/blueprint'
import routes from './routes.js'

/** Recipes, each for one of the goods, whose page shows them. */
export default blueprint(
  {
    name: 'recipes',
    // Templates and the rest are read where they stand, by the code in src/ and by what is built of it.
    root: new URL('../../src/recipes/', import.meta.url),
    dependencies: ['@larder/database', 'goods'],
    decorators: { fastify: ['db'] },
    defaults: {}
  },
  routes
)

declare module '@larder/blueprint' {
  interface Routes {
    'recipes.list': NoParams
    'recipes.show': { slug: string }
  }
}
