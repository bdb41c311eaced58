import { filterTerms, TERMS_VERSION, termsOf, WEIGHTS } from '../dist/search/terms.js'
import { withoutIndexes } from './fill.mjs'

const CATEGORIES = 20
const COUNTRIES = ['DE', 'FR', 'IT', 'ES', 'NL', 'AT', 'GR', 'PL', 'TR', 'MA', 'PE', 'EC']

/** How many phrases of each kind there are, and which of them the good `n` has. */
function kinds(div) {
  // The first noun is in 10 % of the goods, the next three in 3 % each, the others in 0.1 % or less.
  const noun = `CASE WHEN n ${div} 100 % 10 = 0 THEN 0 WHEN n ${div} 100 % 10 = 1 THEN 1 + n ${div} 1000 % 3 ELSE 4 + n ${div} 100 % 996 END`
  return {
    adjective: { count: 100, number: 'n % 100' },
    noun: { count: 1000, number: noun },
    brand: { count: 500, number: `n ${div} 7 % 500` },
    category: { count: CATEGORIES, number: `n ${div} 3 % ${CATEGORIES}` },
    sentence: { count: 200, number: 'n * 7 % 200' },
    diet: { count: 20 * COUNTRIES.length, number: `n ${div} 2 % ${20 * COUNTRIES.length}` }
  }
}

/** The English and the Chinese text of a phrase. No two kinds have a word or an ideograph in common. */
export function phrase(kind, number) {
  const place = Object.keys(kinds('/')).indexOf(kind)
  const ideograph = (index) => String.fromCodePoint(0x4e00 + place * 3000 + index)
  if (kind === 'sentence') {
    const words = numbers(8).map((n) => `${word((number * 13 + n * 31) % 700)}ed`)
    const characters = numbers(8).map((n) => ideograph((number * 13 + n * 31) % 700))
    return [[...(number % 10 === 0 ? ['fresh'] : []), ...words].join(' '), characters.join('')]
  }
  const ending = { adjective: 'ish', noun: 'on', brand: 'ix', category: 'ware' }[kind]
  return [`${word(number)}${ending}`, ideograph(2 * number) + ideograph(2 * number + 1)]
}

/** A word of its own for each number below 1,000. */
function word(number) {
  const [consonants, vowels] = ['bdfgklmnpr', 'aeiou']
  const digits = String(number).padStart(3, '0')
  return [...digits].map((digit) => consonants[digit] + vowels[(digit * 3 + 1) % 5]).join('')
}

/** What goods are narrowed by: two in five are vegan, one in twenty is organic. */
function diet(number) {
  const country = COUNTRIES[number % COUNTRIES.length]
  return { vegan: number % 5 < 2, organic: number % 20 === 7, country }
}

/** Fills a shop with goods in two languages, and with what the search finds them by, as the shop would make it. */
export async function fillSearch(db, count, isMysql) {
  const div = isMysql ? 'DIV' : '/'
  const series = isMysql
    ? `(SELECT CAST(seq AS SIGNED) AS n FROM seq_0_to_${count - 1}) AS numbers`
    : `generate_series(0, ${count - 1}) AS numbers(n)`
  const run = (sql) => db.$executeRawUnsafe(sql)
  await addCategories(db)
  await run('CREATE TABLE phrases (kind varchar(16), number int, english text, chinese text)')
  await run('CREATE TABLE phrase_terms (kind varchar(16), number int, term varchar(40), weight smallint)')
  for (const [kind, { count }] of Object.entries(kinds(div))) await addPhrases(run, kind, count)
  await run('CREATE INDEX phrases_number ON phrases (kind, number)')
  await run('CREATE INDEX phrase_terms_number ON phrase_terms (kind, number)')
  const tables = ['goods', 'good_terms', 'good_names', 'good_facts']
  await (isMysql ? withoutTermIndex : withoutIndexes)(db, tables, async () => {
    await run(insertGoods(series, div, isMysql))
    await run(
      `INSERT INTO good_facts (good_id, language, name, unit, description)
       SELECT n + 1, 'zh-Hans', CONCAT(a.chinese, b.chinese, c.chinese), '1 公斤', d.chinese FROM ${series} ${joins(div)}`
    )
    await run('INSERT INTO stock_levels (good_id, on_hand) SELECT id, id % 10 FROM goods')
    // The keys of real names would sort otherwise, and cost the same.
    await run(
      `INSERT INTO good_names (good_id, language, category_id, sort_key)
       SELECT f.good_id, f.language, g.category_id, f.name FROM good_facts f JOIN goods g ON g.id = f.good_id`
    )
    for (const [kind, { number }] of Object.entries(kinds(div)))
      await run(
        `INSERT INTO good_terms (good_id, term, weight, category_id)
         SELECT n + 1, p.term, p.weight, 1 + ${kinds(div).category.number}
         FROM ${series} JOIN phrase_terms p ON p.kind = '${kind}' AND p.number = ${number}`
      )
  })
  await run(`INSERT INTO search_terms SELECT DISTINCT term FROM phrase_terms WHERE term NOT LIKE '=%'`)
  await run(isMysql ? 'ANALYZE TABLE goods, good_terms, good_names, good_facts' : 'VACUUM ANALYZE')
}

async function addCategories(db) {
  const categories = numbers(CATEGORIES).map((n) => ({ id: n + 1, names: phrase('category', n) }))
  await db.category.createMany({
    data: categories.map(({ id, names }) => ({ id, slug: `category-${id}`, name: names[0], position: id }))
  })
  await db.categoryTranslation.createMany({
    data: categories.map(({ id, names }) => ({ categoryId: id, language: 'zh-Hans', name: names[1] }))
  })
}

function joins(div) {
  const { adjective, noun, brand, sentence } = kinds(div)
  return `JOIN phrases a ON a.kind = 'adjective' AND a.number = ${adjective.number}
     JOIN phrases b ON b.kind = 'noun' AND b.number = ${noun.number}
     JOIN phrases c ON c.kind = 'brand' AND c.number = ${brand.number}
     JOIN phrases d ON d.kind = 'sentence' AND d.number = ${sentence.number}`
}

function insertGoods(series, div, isMysql) {
  const number = kinds(div).diet.number
  const created = isMysql ? 'NOW() - INTERVAL n SECOND' : `now()::timestamp - n * interval '1 second'`
  const countries = COUNTRIES.map((country, n) => `WHEN ${n} THEN '${country}'`).join(' ')
  return `INSERT INTO goods (id, slug, name, unit, price, available, description, category_id, created_at, terms_version,
       base_price, popularity, vegan, organic_code, country)
     SELECT n + 1, CONCAT('good-', n), CONCAT(a.english, ' ', b.english, ' ', c.english), '1 kg', 100 + n * 37 % 4900, n % 10 > 0,
       d.english, 1 + ${kinds(div).category.number}, ${created}, ${TERMS_VERSION},
       100 + n * 91 % 9900, CASE WHEN n % 50 = 0 THEN n % 1000 ELSE 0 END, ${number} % 5 < 2,
       CASE WHEN ${number} % 20 = 7 THEN 'DE-ÖKO-006' END, CASE ${number} % ${COUNTRIES.length} ${countries} END
     FROM ${series} ${joins(div)}`
}

/** The phrases of one kind, with the terms that a good has for each. */
async function addPhrases(run, kind, count) {
  const terms = []
  for (const number of numbers(count)) {
    for (const [term, weight] of termsOfPhrase(kind, number))
      terms.push(`('${kind}', ${number}, '${term}', ${weight})`)
  }
  await run(`INSERT INTO phrase_terms VALUES ${terms.join()}`)
  if (kind === 'diet') return
  const rows = numbers(count).map((number) => {
    const [english, chinese] = phrase(kind, number)
    return `('${kind}', ${number}, '${english}', '${chinese}')`
  })
  await run(`INSERT INTO phrases VALUES ${rows.join()}`)
}

function termsOfPhrase(kind, number) {
  if (kind === 'diet') return filterTerms(diet(number)).map((term) => [term, WEIGHTS.filter])
  const place = { category: 'categories', sentence: 'texts' }[kind] ?? 'names'
  return termsOf({ names: [], categories: [], texts: [], [place]: phrase(kind, number) })
}

async function withoutTermIndex(db, _tables, work) {
  await db.$executeRawUnsafe(
    'ALTER TABLE good_terms DROP INDEX good_terms_term_weight_good_id_category_id_idx'
  )
  await work()
  await db.$executeRawUnsafe(
    'CREATE INDEX good_terms_term_weight_good_id_category_id_idx ON good_terms (term, weight DESC, good_id, category_id)'
  )
}

function numbers(count) {
  return Array.from({ length: count }, (_, number) => number)
}
