import { type BlueprintApp, blueprint, type NoParams, type Setting, settingOf } from '@larder/blueprint'
import bulkRoutes from './bulk/bulk-routes.js'
import undoRoutes from './bulk/undo-routes.js'
import categoryNameRoutes from './categories/category-name-routes.js'
import categoryRoutes from './categories/category-routes.js'
import csvRoutes from './csv/csv-routes.js'
import formRoutes from './form/form-routes.js'
import type { FindTaxCategories } from './form/save-good.js'
import stateRoutes from './form/state-routes.js'
import fillFront from './list/fill-front.js'
import listRoutes from './list/list-routes.js'
import pictureRoutes from './pictures/picture-routes.js'
import translationRoutes from './translation/translation-routes.js'

export interface GoodsStaffOptions {
  /** What new goods are priced in, ISO 4217. @default 'EUR' */
  currency?: Setting<string> | undefined
  /** The tax categories that have a rate: a good gets none but these, unless there are none. @default none */
  findTaxCategories?: FindTaxCategories | undefined
}

/** The pages by which staff keep the goods. Beside the goods' own blueprint, whose templates they preview. */
export default blueprint<GoodsStaffOptions>(
  {
    name: 'goods-staff',
    root: new URL('../../staff/', import.meta.url),
    dependencies: [
      '@larder/database',
      '@larder/session',
      '@larder/staff',
      '@larder/tasks',
      '@larder/files',
      'goods',
      'pictures'
    ],
    decorators: { fastify: ['db', 'files'] },
    slots: ['goods-staff.form.actions'],
    defaults: { currency: 'EUR', findTaxCategories: async () => [] }
  },
  routes
)

async function routes(app: BlueprintApp, options: Required<GoodsStaffOptions>) {
  app.staff.permit('goods.read', { about: (t) => t('goods-staff:permission.goods-read') })
  app.staff.permit('goods.edit', { about: (t) => t('goods-staff:permission.goods-edit') })
  app.staff.add({
    section: (t) => t('staff:nav.products'),
    label: (t) => t('goods-staff:list.title'),
    route: 'goods-staff.list',
    permission: 'goods.read'
  })
  app.staff.add({
    section: (t) => t('staff:nav.products'),
    label: (t) => t('goods-staff:categories.title'),
    route: 'goods-staff.categories',
    permission: 'goods.read'
  })
  fillFront(app)
  listRoutes(app)
  categoryRoutes(app)
  categoryNameRoutes(app)
  bulkRoutes(app)
  undoRoutes(app)
  const { findTaxCategories } = options
  const currency = settingOf(options.currency)
  csvRoutes(app, { currency, findTaxCategories })
  formRoutes(app, { currency, findTaxCategories })
  stateRoutes(app)
  translationRoutes(app)
  pictureRoutes(app)
}

declare module '@larder/blueprint' {
  interface Routes {
    'goods-staff.list': NoParams
    'goods-staff.new': NoParams
    'goods-staff.edit': { id: number }
    'goods-staff.copy': { id: number }
    'goods-staff.state': { id: number }
    'goods-staff.preview': { id: number }
    'goods-staff.translation': { id: number; language: string }
    'goods-staff.pictures': { id: number }
    'goods-staff.upload': { id: number }
    'goods-staff.categories': NoParams
    'goods-staff.export': NoParams
    'goods-staff.import': NoParams
    'goods-staff.send-import': NoParams
    'goods-staff.show-import': { import: number }
    'goods-staff.run-import': { import: number }
    'goods-staff.import-problems': { import: number }
    'goods-staff.bulk': NoParams
    'goods-staff.run-bulk': NoParams
    'goods-staff.show-bulk': { batch: string }
    'goods-staff.undo-bulk': { batch: string }
    'goods-staff.category-names': { language: string }
    'goods-staff.translate-category': { category: number; language: string }
    'goods-staff.rename-category': { category: number }
    'goods-staff.move-category': { category: number }
    'goods-staff.remove-category': { category: number }
  }
  interface Slots {
    /** Above the form of a good: links to more pages about it. */
    'goods-staff.form.actions': { good: { id: number } }
  }
}
