import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** Adds the other end of the recipes' relation to the model of goods, as Prisma wants it. */
export function relateRecipes(folder: string): void {
  const file = path.join(folder, 'prisma/larder/goods.prisma')
  const models = readFileSync(file, 'utf8')
  const related = models.replace(/^model Good \{\n[^}]*?(?=\n\n? *@@|\n\})/m, '$&\n\n  recipes Recipe[]')
  if (related === models) throw new Error(`${file} has no model Good.`)
  writeFileSync(file, related)
}

/** Puts the migration of the recipes, in both its forms, at the end of the history. */
export function addRecipesMigration(folder: string): void {
  const name = `${nextStamp(path.join(folder, 'prisma/migrations'))}_add_recipes`
  for (const file of ['migration.sql', 'down.sql']) {
    const script = readScript('postgresql', file)
    write(path.join(folder, 'prisma/migrations', name, file), script)
    const hash = createHash('sha256').update(script).digest('hex')
    const origin = `-- MySQL's form of ${name}/${file} (SHA-256 ${hash}).\n\n`
    write(path.join(folder, 'prisma/mysql/migrations', name, file), origin + readScript('mysql', file))
  }
}

function readScript(kind: string, file: string): string {
  return readFileSync(new URL(`../migration/${kind}/${file}`, import.meta.url), 'utf8')
}

function write(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, text)
}

/** A second after the last migration, as Prisma writes it: 20261123042620, in UTC. */
function nextStamp(migrations: string): string {
  const last =
    readdirSync(migrations)
      .filter((name) => /^\d{14}_/.test(name))
      .sort()
      .at(-1) ?? ''
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)/.exec(last) ?? []
  const [year = 2000, month = 1, day, hour, minute, second = 0] = parts.map(Number)
  const next = new Date(Date.UTC(year, month - 1, day, hour, minute, second + 1))
  return next.toISOString().replace(/\D/g, '').slice(0, 14)
}
