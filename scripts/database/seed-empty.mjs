import { createClient } from '@larder/database'
import { seed } from './seed.mjs'

/** Fills an embedded database whose shop has no goods. */
export default async function seedEmpty(url) {
  const db = createClient(url, { poolSize: 1 })
  const goods = await db.good.count().finally(() => db.$disconnect())
  if (goods === 0) await seed({ url, embedded: true })
}
