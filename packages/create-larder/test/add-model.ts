import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'tap'
import { addRecipesMigration, relateRecipes } from '../src/add-model.js'

test('the other end of the relation stands in the model of goods', (t) => {
  const models = readFileSync('../../prisma/schema/goods.prisma', 'utf8')
  const folder = t.testdir({ prisma: { larder: { 'goods.prisma': models } } })
  relateRecipes(folder)
  const related = readFileSync(path.join(folder, 'prisma/larder/goods.prisma'), 'utf8')
  const [good] = /^model Good \{[\s\S]*?^\}/m.exec(related) ?? []
  t.match(good, /\n {2}recipes Recipe\[\]\n/)
  t.equal(related.replace(/\n\n {2}recipes Recipe\[\]/, ''), models, 'and nothing else has changed')
  t.throws(() => relateRecipes(t.testdir({ prisma: { larder: { 'goods.prisma': '' } } })), /no model Good/)
  t.end()
})

test('the migration comes after Larder’s, in both forms', (t) => {
  const folder = t.testdir({
    prisma: { migrations: { '20261231235959_larder_2_last': {}, 'migration_lock.toml': '' } }
  })
  addRecipesMigration(folder)
  const read = (file: string) => readFileSync(path.join(folder, 'prisma', file), 'utf8')
  for (const file of ['migration.sql', 'down.sql']) {
    const script = read(`migrations/20270101000000_add_recipes/${file}`)
    const hash = createHash('sha256').update(script).digest('hex')
    const mysql = read(`mysql/migrations/20270101000000_add_recipes/${file}`)
    t.match(mysql, `-- MySQL's form of 20270101000000_add_recipes/${file} (SHA-256 ${hash}).\n`)
    t.match(mysql, /`recipes`/)
  }
  t.end()
})
