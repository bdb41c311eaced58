import type { Database } from '@larder/database'
import { SHOP_LANGUAGE } from '../shop-language.js'
import type { SearchedText } from './terms.js'

/** A good's texts in all languages. */
export interface IndexedTexts<Good> {
  good: Good
  texts: SearchedText
  /** What it is called in each language of the shop but its own. */
  names: Map<string, string>
}

/** The texts of goods. The shop has the languages in which its categories have names. */
export async function findTexts<
  Good extends { id: number; name: string; categoryId: number; description: string }
>(db: Database, goods: Good[]): Promise<IndexedTexts<Good>[]> {
  const [facts, categories] = await Promise.all([
    db.goodFacts.findMany({ where: { goodId: { in: goods.map(({ id }) => id) } } }),
    db.category.findMany({ select: { id: true, name: true, translations: true } })
  ])
  const factsOf = new Map<number, typeof facts>()
  for (const one of facts) factsOf.set(one.goodId, [...(factsOf.get(one.goodId) ?? []), one])
  const languages = new Set(
    categories.flatMap(({ translations }) => translations.map(({ language }) => language))
  )
  languages.delete(SHOP_LANGUAGE)
  return goods.map((good) => {
    const own = factsOf.get(good.id) ?? []
    const category = categories.find(({ id }) => id === good.categoryId)
    const translations = category?.translations ?? []
    const nameIn = (language: string) => own.find((one) => one.language === language)?.name ?? good.name
    return {
      good,
      texts: {
        names: [good.name, ...own.flatMap(({ name, keywords }) => present(name, keywords))],
        categories: [...present(category?.name), ...translations.map(({ name }) => name)],
        texts: textsOf(good.description, own)
      },
      names: new Map([...languages].map((language) => [language, nameIn(language)]))
    }
  })
}

interface Facts {
  language: string
  description: string | null
  legalName: string | null
  ingredients: string | null
  origin: string | null
}

/** One text for each language: the description, then the facts. */
function textsOf(description: string, facts: Facts[]): string[] {
  const others = facts.filter(({ language }) => language !== SHOP_LANGUAGE)
  const own = facts.find(({ language }) => language === SHOP_LANGUAGE)
  const factsIn = (one: Facts | undefined) => present(one?.legalName, one?.ingredients, one?.origin)
  return [
    [description, ...factsIn(own)].join(' '),
    ...others.map((one) => [...present(one.description), ...factsIn(one)].join(' '))
  ]
}

function present(...texts: (string | null | undefined)[]): string[] {
  return texts.flatMap((text) => (text ? [text] : []))
}
