import { fileURLToPath } from 'node:url'
import { createClient, type Database, inTransaction } from '@larder/database'
import { createMethod } from '@larder/delivery/testing'
import { createGood } from '@larder/goods/testing'
import { hashPassword } from '@larder/users'
import { PrismaClient } from '../src/generated/prisma/client.js'

/**
 * Fills a shop that nobody has named and that has no goods, whole or not at all. "npm start" calls it for the embedded
 * database, "npm run seed" for that of DATABASE_URL.
 */
export default async function seed(url: string): Promise<void> {
  const db = createClient(url, { PrismaClient, poolSize: 1 })
  try {
    if ((await db.good.count()) > 0) return
    const passwordHash = await hashPassword('larder-demo')
    const isFilled = await inTransaction(db, (tx) => fill(tx, passwordHash))
    if (isFilled)
      console.log(
        'Seeded two goods, a recipe, tax rates and the customer demo, whose password is larder-demo'
      )
  } finally {
    await db.$disconnect()
  }
}

/** @returns false where the shop has a name: somebody runs it, or another process fills it at this moment */
async function fill(tx: Database, passwordHash: string): Promise<boolean> {
  const name = { name: 'shop', value: JSON.stringify({ name: 'My shop' }) }
  // It waits for another process that has begun to fill the shop.
  const { count } = await tx.setting.createMany({ data: [name], skipDuplicates: true })
  if (count === 0) return false
  await tx.taxRate.createMany({
    data: [
      { country: 'DE', category: 'standard', fromAt: new Date(0), rate: 190_000 },
      { country: 'DE', category: 'reduced', fromAt: new Date(0), rate: 70_000 }
    ]
  })
  await tx.user.create({
    data: { name: 'Demo Customer', userName: 'demo', userNameKey: 'demo', passwordHash }
  })
  await createMethod(tx, { code: 'post', name: 'By post', price: 490 })
  const apples = await createGood(tx, {
    slug: 'apples',
    name: 'Apples',
    price: 349,
    description: 'From the orchard.'
  })
  await createGood(tx, {
    slug: 'leeks',
    name: 'Leeks',
    category: 'vegetables',
    price: 190,
    description: 'Two of them.'
  })
  await tx.recipe.create({
    data: {
      slug: 'apple-pie',
      title: 'Apple pie',
      text: 'Slice the apples, and bake.',
      goodId: apples.id
    }
  })
  return true
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (!process.env.DATABASE_URL) throw new Error('Set DATABASE_URL; npm start seeds the embedded database.')
  await seed(process.env.DATABASE_URL)
}
