import { type BlueprintApp, Text, wantsHtml } from '@larder/blueprint'
import { formatPrice } from '@larder/money'
import { PageQuery, SortQuery } from '@larder/staff'
import { Type } from 'typebox'
import { listCategories } from '../../lists/list-categories.js'
import { listStaffGoods, SHOWN, SORTS } from './list-staff-goods.js'

/** The list of all goods. */
export default function listRoutes(app: BlueprintApp): void {
  const list = {
    config: { permission: 'goods.read' },
    schema: { summary: 'All goods, as staff see them', querystring: GoodsQuery, response: { 200: GoodsList } }
  }
  app.get('/', { name: 'list', templates: ['list'], ...list }, async (request, reply) => {
    const { query } = request
    const { rows: goods, next, previous } = await listStaffGoods(app.db, query)
    if (!wantsHtml(request)) return { goods, next, previous }
    const categories = await listCategories(app.db)
    return reply.view('list', { goods, next, previous, query, categories, shown: SHOWN, formatPrice })
  })
}

export const GoodsFilterQuery = Type.Object({
  q: Type.Optional(Text(100, 'Part of the name, or of the address')),
  category: Type.Optional(Text(64, 'The slug of a category')),
  show: Type.Optional(Type.Union([Type.Enum([...SHOWN]), Type.Literal('')]))
})

const GoodsQuery = Type.Object({
  ...GoodsFilterQuery.properties,
  ...PageQuery.properties,
  sort: SortQuery(SORTS, 'name')
})

const GoodsList = Type.Object({
  goods: Type.Array(
    Type.Object({
      id: Type.Integer(),
      slug: Type.String(),
      name: Type.String(),
      unit: Type.String(),
      price: Type.Integer({ description: 'In minor units of the currency.' }),
      currency: Type.String(),
      category: Type.String(),
      stock: Type.Integer({ description: 'Below zero where more was sold than there were.' }),
      state: Type.Enum(['published', 'unpublished', 'archived']),
      changed_at: Type.String()
    })
  ),
  next: Type.Union([Type.Integer(), Type.Null()]),
  previous: Type.Union([Type.Integer(), Type.Null()])
})
