import { TERMS_VERSION, termsOf } from '../dist/search/terms.js'

const CATEGORIES = 20
const SENTENCES = 200

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
    (name) => ({ name })
  )
  await addPhrases(
    db,
    'noun',
    numbers(100).map((n) => `Noun${n}`),
    (name) => ({ name })
  )
  await addPhrases(
    db,
    'category',
    numbers(CATEGORIES).map((n) => `Shelf ${n}`),
    (category) => ({ category })
  )
  await addPhrases(db, 'sentence', numbers(SENTENCES).map(sentence), (description) => ({ description }))
  const statements = [
    `INSERT INTO goods (slug, name, unit, price, stock, description, category_id, created_at, terms_version)
     SELECT 'good-' || n, a.text || ' ' || b.text || ' ' || n / 10000, '1 kg', 100 + n % 900, n % 10, d.text,
       (SELECT min(id) FROM categories) + n % ${CATEGORIES}, now()::timestamp - n * interval '1 second', ${TERMS_VERSION}
     FROM generate_series(0, ${count - 1}) AS n
     JOIN phrases a ON a.kind = 'adjective' AND a.number = n % 100
     JOIN phrases b ON b.kind = 'noun' AND b.number = n / 100 % 100
     JOIN phrases d ON d.kind = 'sentence' AND d.number = n * 7 % ${SENTENCES}`,
    'ALTER TABLE good_terms DROP CONSTRAINT good_terms_pkey, DROP CONSTRAINT good_terms_good_id_fkey',
    'DROP INDEX good_terms_term_weight_good_id_idx',
    `INSERT INTO good_terms (good_id, term, weight)
     SELECT g.id, p.term, max(p.weight) FROM (SELECT id, substring(slug, 6)::int AS n FROM goods) g
     JOIN phrase_terms p ON p.number = CASE p.kind WHEN 'adjective' THEN n % 100 WHEN 'noun' THEN n / 100 % 100
       WHEN 'category' THEN n % ${CATEGORIES} ELSE n * 7 % ${SENTENCES} END
     GROUP BY g.id, p.term`,
    'ALTER TABLE good_terms ADD PRIMARY KEY (good_id, term)',
    'CREATE INDEX good_terms_term_weight_good_id_idx ON good_terms (term, weight DESC, good_id)',
    'INSERT INTO search_terms SELECT DISTINCT term FROM phrase_terms',
    'VACUUM ANALYZE'
  ]
  for (const statement of statements) await db.$executeRawUnsafe(statement)
}

/** The phrases of one kind, with the terms that a good has for each. */
async function addPhrases(db, kind, phrases, partOf) {
  const empty = { name: '', category: '', description: '' }
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
