import type { Database } from '@larder/database'
import { listCategories } from '../lists/list-categories.js'
import type { CategoryView, GoodSummary } from '../schemas.js'
import { SHOP_LANGUAGE } from '../shop-language.js'
import { translateGoods } from '../translate-goods.js'
import { completeLast, findIds, findInOrder } from './search-goods.js'
import { groupsOf, joinWords, withoutSingulars } from './terms.js'

/** What a search field offers while somebody types: eight at most. */
export interface Suggestions {
  goods: GoodSummary[]
  categories: CategoryView[]
  /** What is typed, its last word completed. */
  queries: string[]
}

/** The best goods of what is typed so far, categories that it is the beginning of, and completed words. */
export async function suggestGoods(db: Database, q: string, language = SHOP_LANGUAGE): Promise<Suggestions> {
  const typed = groupsOf(q)
  if (typed.length === 0) return { goods: [], categories: [], queries: [] }
  const [{ groups, whole, words }, all] = await Promise.all([
    completeLast(db, typed),
    listCategories(db, language)
  ])
  const { ids } = await findIds(db, groups, { most: LOOKED_AT, whole })
  const goods = await translateGoods(db, await findInOrder(db, ids.slice(0, MOST.goods)), language)
  const categories = all.filter(({ name }) =>
    groups.every((group) => groupsOf(name).some((forms) => forms.some((form) => group.includes(form))))
  )
  const before = typed.slice(0, -1).flatMap(([word = '']) => word)
  const longer = withoutSingulars(words).filter((word) => !typed.at(-1)?.includes(word))
  return {
    goods,
    categories: categories.slice(0, MOST.categories),
    queries: longer.slice(0, MOST.queries).map((word) => joinWords([...before, word]))
  }
}

const MOST = { goods: 4, categories: 2, queries: 2 }

/** Goods of which the best are offered: enough for those that can be bought to come first. */
const LOOKED_AT = 100
