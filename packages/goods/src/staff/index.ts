import { type BlueprintApp, blueprint } from '@larder/blueprint'
import pictureRoutes from './pictures/picture-routes.js'

/** The pages by which staff keep the goods. */
export default blueprint(
  {
    name: 'goods-staff',
    root: new URL('../../staff/', import.meta.url),
    dependencies: [
      '@larder/database',
      '@larder/session',
      '@larder/staff',
      '@larder/files',
      'goods',
      'pictures'
    ],
    decorators: { fastify: ['db', 'files'] },
    defaults: {}
  },
  routes
)

async function routes(app: BlueprintApp) {
  app.staff.permit('goods.read', { about: 'See all products' })
  app.staff.permit('goods.edit', { about: 'Change products and categories' })
  pictureRoutes(app)
}

declare module '@larder/blueprint' {
  interface Routes {
    'goods-staff.pictures': { id: number }
    'goods-staff.upload': { id: number }
  }
}
