import { TERMS_VERSION, termsOf } from '../dist/search/terms.js'

const CATEGORIES = 20
const SENTENCES = 200

/** Which phrase of a kind the good `n` has. */
const NUMBER_OF_PHRASE = {
  adjective: 'n % 100',
  noun: 'n / 100 % 100',
  category: `n % ${CATEGORIES}`,
  sentence: `n * 7 % ${SENTENCES}`
}

/**
 * Fills a shop with goods `Adjective17 Noun42 7`. All is done in SQL; the terms of the words are made as the shop makes them, and
 * put together here as it would.
 */
export async function fill(db, count) {
  await db.category.createMany({
    data: numbers(CATEGORIES).map((n) => ({ slug: `category-${n}`, name: `Shelf ${n}`, position: n }))
  })
  await db.$executeRawUnsafe(`CREATE TABLE phrases (kind text, number int, text text)`)
  await db.$executeRawUnsafe(
    `CREATE TABLE phrase_terms (kind text, number int, term varchar(40), weight smallint)`
  )
  await addPhrases(
    db,
    'adjective',
    numbers(100).map((n) => `Adjective${n}`),
    (name) => ({ names: [name] })
  )
  await addPhrases(
    db,
    'noun',
    numbers(100).map((n) => `Noun${n}`),
    (name) => ({ names: [name] })
  )
  await addPhrases(
    db,
    'category',
    numbers(CATEGORIES).map((n) => `Shelf ${n}`),
    (category) => ({ categories: [category] })
  )
  await addPhrases(db, 'sentence', numbers(SENTENCES).map(sentence), (text) => ({ texts: [text] }))
  await withoutIndexes(db, ['goods', 'good_terms'], async () => {
    await db.$executeRawUnsafe(
      `INSERT INTO goods (slug, name, unit, price, available, description, category_id, created_at, terms_version)
       SELECT 'good-' || n, a.text || ' ' || b.text || ' ' || n / 10000, '1 kg', 100 + n % 900, n % 10 > 0, d.text,
         (SELECT min(id) FROM categories) + n % ${CATEGORIES}, now()::timestamp - n * interval '1 second', ${TERMS_VERSION}
       FROM generate_series(0, ${count - 1}) AS n
       JOIN phrases a ON a.kind = 'adjective' AND a.number = ${NUMBER_OF_PHRASE.adjective}
       JOIN phrases b ON b.kind = 'noun' AND b.number = ${NUMBER_OF_PHRASE.noun}
       JOIN phrases d ON d.kind = 'sentence' AND d.number = ${NUMBER_OF_PHRASE.sentence}`
    )
    await db.$executeRawUnsafe(
      'INSERT INTO stock_levels (good_id, on_hand) SELECT id, substring(slug, 6)::int % 10 FROM goods'
    )
    // No two phrases of a good have a term in common.
    for (const [kind, number] of Object.entries(NUMBER_OF_PHRASE))
      await db.$executeRawUnsafe(
        `INSERT INTO good_terms (good_id, term, weight, category_id)
         SELECT g.id, p.term, p.weight, g.category_id FROM (SELECT id, category_id, substring(slug, 6)::int AS n FROM goods) g
         JOIN phrase_terms p ON p.kind = '${kind}' AND p.number = ${number}`
      )
  })
  await db.$executeRawUnsafe('INSERT INTO search_terms SELECT DISTINCT term FROM phrase_terms')
  await db.$executeRawUnsafe('VACUUM ANALYZE')
}

/** Fills tables while they have no index and no foreign key, which is several times faster; then makes them as they were. */
export async function withoutIndexes(db, tables, work) {
  const list = tables.map((table) => `'${table}'::regclass`).join()
  // In this order foreign keys go before the keys that they refer to.
  const constraints = await db.$queryRawUnsafe(
    `SELECT conrelid::regclass::text AS table, conname::text AS name, pg_get_constraintdef(oid) AS definition
     FROM pg_constraint
     WHERE contype IN ('f', 'p', 'u') AND (conrelid IN (${list}) OR confrelid IN (${list})) ORDER BY contype = 'f' DESC`
  )
  for (const { table, name } of constraints)
    await db.$executeRawUnsafe(`ALTER TABLE ${table} DROP CONSTRAINT "${name}"`)
  const indexes = await db.$queryRawUnsafe(
    `SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition
     FROM pg_index WHERE indrelid IN (${list})`
  )
  for (const { name } of indexes) await db.$executeRawUnsafe(`DROP INDEX ${name}`)
  await work()
  for (const { definition } of indexes) await db.$executeRawUnsafe(definition)
  for (const { table, name, definition } of constraints.reverse())
    await db.$executeRawUnsafe(`ALTER TABLE ${table} ADD CONSTRAINT "${name}" ${definition}`)
}

/** The phrases of one kind, with the terms that a good has for each. */
async function addPhrases(db, kind, phrases, partOf) {
  const empty = { names: [], categories: [], texts: [] }
  const terms = phrases.flatMap((text, number) =>
    [...termsOf({ ...empty, ...partOf(text) })].map(([term, weight]) => ({ kind, number, term, weight }))
  )
  const rows = phrases.map((text, number) => ({ kind, number, text }))
  await db.$executeRawUnsafe(
    'INSERT INTO phrases SELECT * FROM jsonb_to_recordset($1::jsonb) AS p(kind text, number int, text text)',
    JSON.stringify(rows)
  )
  await db.$executeRawUnsafe(
    'INSERT INTO phrase_terms SELECT * FROM jsonb_to_recordset($1::jsonb) AS p(kind text, number int, term text, weight smallint)',
    JSON.stringify(terms)
  )
}

function sentence(number) {
  const words = numbers(8).map((n) => `word${(number * 13 + n * 31) % 700}`)
  return [...(number % 10 === 0 ? ['fresh'] : []), ...words].join(' ')
}

function numbers(count) {
  return Array.from({ length: count }, (_, number) => number)
}
