import { containsText, type Database, type Prisma } from '@larder/database'
import { type ListPage, type PageQuery, readPage } from '@larder/staff'
import { findStock } from '@larder/stock'
import { SHOP_LANGUAGE } from '../../shop-language.js'
import { stateOf } from '../form/change-state.js'

import { slugOf } from '../form/slug-of.js'

/** What a list of goods is sorted by. */
export const SORTS = {
  name: [{ name: 'asc' }, { id: 'asc' }],
  '-name': [{ name: 'desc' }, { id: 'desc' }],
  price: [{ price: 'asc' }, { id: 'asc' }],
  '-price': [{ price: 'desc' }, { id: 'desc' }],
  changed: [{ updatedAt: 'asc' }, { id: 'asc' }],
  '-changed': [{ updatedAt: 'desc' }, { id: 'desc' }]
} as const

/** What only some goods are. */
export const SHOWN = ['published', 'unpublished', 'archived', 'sold-out', 'facts-missing'] as const
type Shown = (typeof SHOWN)[number]

export interface GoodsFilter {
  /** Part of the name, or of the address. */
  q?: string
  /** The slug of a category. */
  category?: string
  /** @default all that are not archived */
  show?: Shown | ''
}

/** A page of the goods with their stock, also of those that visitors do not see. */
export async function listStaffGoods(
  db: Database,
  { sort = 'name', after, before, ...filter }: GoodsFilter & PageQuery & { sort?: keyof typeof SORTS }
): Promise<ListPage<ReturnType<typeof viewOf>>> {
  const place = { ...(after && { after }), ...(before && { before }) }
  const where = goodsWhere(db, filter)
  const page = await readPage(place, PER_PAGE, (take) =>
    db.good.findMany({ where, select: COLUMNS, orderBy: [...SORTS[sort]], ...take })
  )
  const levels = await findStock(
    db,
    page.rows.map(({ id }) => id)
  )
  const counts = new Map(levels.map(({ goodId, onHand }) => [goodId, onHand]))
  return { ...page, rows: page.rows.map((good) => viewOf(good, counts.get(good.id) ?? 0)) }
}

/** Which goods a filter means. */
export function goodsWhere(db: Database, { q = '', category, show }: GoodsFilter): Prisma.GoodWhereInput {
  const text = q.trim()
  const words = slugOf(text)
  return {
    ...(text && {
      OR: [
        ...containsText(db, text).map((name) => ({ name })),
        ...(words ? [{ slug: { contains: words } }] : [])
      ]
    }),
    ...(category && { category: { slug: category } }),
    ...(show ? WHERE[show] : { archivedAt: null })
  }
}

/**
 * Goods lack facts that say neither where they come from, as fresh ones have to (1308/2013/EU, Art.
 * 76), nor what is in them, with its nutrition (1169/2011/EU, Art. 9).
 */
export const FACTS_MISSING = {
  archivedAt: null,
  NOT: [
    { facts: { some: { language: SHOP_LANGUAGE, origin: { not: null } } } },
    { facts: { some: { language: SHOP_LANGUAGE, ingredients: { not: null } } }, nutrition: { isNot: null } }
  ]
} satisfies Prisma.GoodWhereInput

const WHERE: Record<Shown, Prisma.GoodWhereInput> = {
  published: { published: true },
  unpublished: { published: false, archivedAt: null },
  archived: { archivedAt: { not: null } },
  'sold-out': { available: false, archivedAt: null },
  'facts-missing': FACTS_MISSING
}

const COLUMNS = {
  id: true,
  slug: true,
  name: true,
  unit: true,
  price: true,
  currency: true,
  published: true,
  archivedAt: true,
  updatedAt: true,
  category: { select: { name: true } }
} satisfies Prisma.GoodSelect

function viewOf(good: Prisma.GoodGetPayload<{ select: typeof COLUMNS }>, stock: number) {
  const { published: _published, archivedAt: _archivedAt, updatedAt, category, ...columns } = good
  return {
    ...columns,
    category: category.name,
    stock,
    state: stateOf(good),
    changed_at: updatedAt.toISOString()
  }
}

const PER_PAGE = 50
