import { type Database, queryRows, statement } from '@larder/database'
import { Type } from 'typebox'
import { Facts, OrNull } from './schemas.js'
import { SHOP_LANGUAGE } from './shop-language.js'

/**
 * Goods with their names and units in a language: those that have none in it keep the shop's own.
 * Each says in `language` which it is, unless the shop's own was asked for.
 */
export async function translateGoods<Good extends { id: number; name: string; unit: string }>(
  db: Database,
  goods: Good[],
  language: string
): Promise<(Good & TranslatedName)[]> {
  if (language === SHOP_LANGUAGE || goods.length === 0) return goods
  const ids = JSON.stringify(goods.map(({ id }) => id))
  const rows = await queryRows(db, FIND_NAMES, [ids, language])
  const texts = new Map(rows.map((row) => [row.good_id, row]))
  return goods.map((good) => {
    const { name, unit = null } = texts.get(good.id) ?? {}
    if (!name) return { ...good, language: SHOP_LANGUAGE }
    return unit === null
      ? { ...good, name, language, unit_language: SHOP_LANGUAGE }
      : { ...good, name, language, unit }
  })
}

/** What a good with a translated name says of its language. */
export interface TranslatedName {
  /** Of its name. Undefined where the shop's own was asked for. */
  language?: string
  /** Of its unit, where that is another one than its name's. */
  unit_language?: string
}

interface Translatable {
  id: number
  name: string
  unit: string
  description: string
  category: { slug: string; name: string }
  facts: Facts
}

/** What a translated good says of its language. */
export interface Translated extends TranslatedName {
  /** Of its description, where that is another one than its name's. */
  description_language?: string
  /** Facts that have no translation, and stand in the shop's own language. */
  untranslated?: (keyof Facts)[]
}

/** A good with all its texts in a language; what has none in it keeps the shop's own, and is named. */
export async function translateGood<Good extends Translatable>(
  db: Database,
  good: Good,
  language: string
): Promise<Good & Translated> {
  if (language === SHOP_LANGUAGE) return good
  const [row] = await queryRows(db, FIND_TEXTS, [good.id, language, good.category.slug])
  const { name, unit = null, description = null, category_name } = row ?? {}
  const texts = name
    ? {
        ...{ name, language },
        ...(unit === null ? { unit_language: SHOP_LANGUAGE } : { unit }),
        ...(description === null ? { description_language: SHOP_LANGUAGE } : { description })
      }
    : { language: SHOP_LANGUAGE }
  const facts = { ...good.facts }
  const untranslated: (keyof Facts)[] = []
  for (const fact of FACTS) {
    const translated = row?.[fact] ?? null
    if (translated !== null) facts[fact] = translated
    else if (facts[fact] !== null) untranslated.push(fact)
  }
  const category = category_name
    ? { ...good.category, name: category_name, language }
    : { ...good.category, language: SHOP_LANGUAGE }
  return { ...good, ...texts, category, facts, untranslated }
}

const FACTS = ['legal_name', 'ingredients', 'origin', 'storage', 'instructions', 'producer'] as const

const Name = Type.Object({
  good_id: Type.Integer(),
  name: OrNull(Type.String()),
  unit: OrNull(Type.String())
})

const FIND_NAMES = statement(Name, {
  postgresql: `SELECT good_id, name, unit FROM good_facts
    WHERE good_id = ANY(translate($1, '[]', '{}')::int[]) AND language = $2`,
  mysql: `SELECT good_id, name, unit FROM good_facts
    WHERE good_id IN (SELECT id FROM JSON_TABLE($1, '$[*]' COLUMNS (id INT PATH '$')) AS wanted) AND language = $2`
})

const FIND_TEXTS = statement(
  Type.Object({
    ...Name.properties,
    ...Facts.properties,
    description: OrNull(Type.String()),
    category_name: OrNull(Type.String())
  }),
  `SELECT g.id AS good_id, f.name, f.unit, f.description, f.legal_name, f.ingredients, f.origin, f.storage, f.instructions,
     f.producer, (SELECT t.name FROM category_translations t JOIN categories c ON c.id = t.category_id
       WHERE c.slug = $3 AND t.language = $2) AS category_name
   FROM goods g LEFT JOIN good_facts f ON f.good_id = g.id AND f.language = $2 WHERE g.id = $1`
)
