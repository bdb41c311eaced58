import { connect, freshDatabase, listChecks } from '@larder/testing'
import tap, { test } from 'tap'
import { createGood } from '../src/testing/index.js'

const db = connect(tap, await freshDatabase(tap))

const { id: goodId } = await createGood(db, { content: 500, contentUnit: 'g' })
await db.priceHistory.create({ data: { goodId, fromAt: new Date(), price: 250, currency: 'EUR' } })
const parts = { fat: 10, saturates: 5, carbohydrate: 10, sugars: 5, protein: 1, salt: 1 }
await db.goodNutrition.create({ data: { goodId, basis: 'g', energyKj: 1, energyKcal: 1, ...parts } })

// Every check is here, with what it refuses.
const REFUSED: [check: string, table: string, change: string][] = [
  ['goods_price_check', 'goods', 'price = -1'],
  ['goods_stock_check', 'goods', 'stock = -1'],
  ['goods_slug_check', 'goods', "slug = ''"],
  ['goods_currency_check', 'goods', "currency = 'eur'"],
  ['goods_deposit_check', 'goods', 'deposit = -1'],
  ['goods_content_check', 'goods', 'content = NULL'],
  ['goods_content_check', 'goods', 'content_unit = NULL'],
  ['goods_content_check', 'goods', 'content = 0'],
  ['goods_drained_check', 'goods', 'drained = 501'],
  ['goods_drained_check', 'goods', 'drained = 0'],
  ['goods_drained_check', 'goods', 'drained = 5, content = NULL, content_unit = NULL'],
  ['goods_regular_price_check', 'goods', 'regular_price = 300'],
  ['goods_regular_price_check', 'goods', 'prior_price = 300'],
  ['goods_regular_price_check', 'goods', 'regular_price = 250, prior_price = 250'],
  ['goods_season_check', 'goods', 'season = 0'],
  ['goods_season_check', 'goods', 'season = 4096'],
  ['goods_archived_at_check', 'goods', 'archived_at = created_at'],
  ['price_history_price_check', 'price_history', 'price = -1'],
  ['good_nutrition_energy_check', 'good_nutrition', 'energy_kj = -1'],
  ['good_nutrition_fat_check', 'good_nutrition', 'saturates = 11'],
  ['good_nutrition_carbohydrate_check', 'good_nutrition', 'sugars = 11'],
  ['good_nutrition_whole_check', 'good_nutrition', 'fat = 99999'],
  ['good_nutrition_whole_check', 'good_nutrition', 'salt = -1'],
  ['good_nutrition_alcohol_check', 'good_nutrition', 'alcohol = 1001']
]

for (const [check, table, change] of REFUSED) {
  test(`${check} refuses ${change}`, async (t) => {
    await t.rejects(db.$executeRawUnsafe(`UPDATE ${table} SET ${change}`), { message: new RegExp(check) })
  })
}

test('no check is without its case', async (t) => {
  const tables = [
    'categories',
    'goods',
    'price_history',
    'good_facts',
    'good_allergens',
    'good_nutrition',
    'good_terms',
    'search_terms'
  ]
  t.same(await listChecks(db, tables), [...new Set(REFUSED.map(([check]) => check))].sort())
})
