import { chineseFacts } from './chinese/facts.js'
import { chineseGoods } from './chinese/goods.js'
import { details } from './details.js'
import { facts } from './facts.js'

/** What a new shop says of a good, in each language; the English name and description stand beside it. */
export function textsOf(slug: string) {
  const { legalName, ingredients, origin, storage, producer } = facts[slug] ?? {}
  const english = { legalName, ingredients, origin, storage, producer }
  return [
    { language: 'en', keywords: details[slug]?.keywords, ...english },
    { language: 'zh-Hans', producer, ...chineseGoods[slug], ...chineseFacts[slug] }
  ]
}
