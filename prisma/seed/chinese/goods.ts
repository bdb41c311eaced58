import { dairyAndLarder } from './dairy-and-larder.js'
import { fruitAndBerries } from './fruit-and-berries.js'
import { rootsAndMushrooms } from './roots-and-mushrooms.js'
import { vegetablesAndSalads } from './vegetables-and-salads.js'

/** What the goods of a new shop are in Simplified Chinese, by their slugs. */
export const chineseGoods: Record<string, ChineseText> = {
  ...fruitAndBerries,
  ...vegetablesAndSalads,
  ...rootsAndMushrooms,
  ...dairyAndLarder
}

/** What its categories are called. */
export const chineseCategories: Record<string, string> = {
  fruit: '水果',
  berries: '浆果',
  vegetables: '蔬菜',
  salads: '沙拉菜和香草',
  roots: '根茎类',
  mushrooms: '菌菇',
  dairy: '蛋和乳制品',
  larder: '粮油干货'
}

export interface ChineseText {
  name: string
  unit: string
  /** Other words that people type for it. */
  keywords: string
  description: string
}
