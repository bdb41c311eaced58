import { createClient } from '@larder/database'
import { freshDatabase } from '@larder/testing'
import tap, { test } from 'tap'
import { nameMigration } from '../fixtures/name-migration.js'
import { copyWorkspace } from '../fixtures/workspace-copy.js'

// It installs and builds a whole workspace.
tap.setTimeout(300_000)
const DATABASE_URL = await freshDatabase(tap)
const shop = copyWorkspace(tap, { DATABASE_URL })
await shop.must(tap, 'pnpm', ...installation())

test('a blueprint that was made becomes part of the shop', async (t) => {
  const output = await shop.must(t, 'node', 'scripts/new.mjs', 'blueprint', 'reviews')
  const said = (pattern: RegExp) => {
    const line = pattern.exec(output)?.[0]
    if (!line) throw new Error(`It did not say ${pattern}: ${output}`)
    return line
  }

  await t.test('with the commands and lines that were printed', async (t) => {
    shop.insert('apps/gateway/package.json', '"@larder/session"', said(/"@larder\/reviews": .*,/))
    shop.insert('apps/gateway/src/app.ts', 'import session', `${said(/import reviews .*/)}\n`)
    shop.insert(
      'apps/gateway/src/app.ts',
      '  await app.register(goods',
      `  ${said(/await app\.register.*/)}\n`
    )
    await shop.must(t, 'pnpm', ...installation())
    const [command = '', ...migrate] = said(/larder-db migrate -m ".*"/).split(/ (?!reviews)/)
    await shop.must(t, command, ...migrate.map((word) => word.replaceAll('"', '')))
    nameMigration(shop.folder, 'add_reviews')
    const changed = ['database', 'reviews', 'gateway'].map((name) => `--filter=@larder/${name}`)
    await shop.must(t, 'turbo', 'run', 'build', '--only', ...changed)
    await shop.must(t, 'biome', 'check', '--error-on-warnings', 'apps/gateway/src')
    await shop.must(t, 'turbo', 'boundaries')
    const db = createClient(DATABASE_URL)
    t.teardown(() => db.$disconnect())
    t.same(await db.$queryRaw`SELECT count(*)::int AS count FROM reviews`, [{ count: 0 }])
  })

  t.test('whose routes are listed', async (t) => {
    const routes = JSON.parse(await shop.must(t, 'node', 'apps/gateway/bin/gateway.js', 'routes', '--json'))
    t.match(
      routes.find((route: { name?: string }) => route.name === 'reviews.show'),
      { method: 'GET', package: '@larder/reviews' }
    )
  })

  t.test('and packs what it needs and nothing else', async (t) => {
    const packed = JSON.parse(await shop.must(t, 'pnpm', '--filter', '@larder/reviews', 'pack', '--json'))
    const files: string[] = packed.files.map((file: { path: string }) => file.path)
    for (const file of [
      'dist/index.js',
      'dist/index.d.ts',
      'static/reviews.css',
      'templates/list.eta',
      'README.md'
    ]) {
      t.ok(files.includes(file), file)
    }
    t.notOk(files.some((file) => /^(src|test)\b/.test(file)))
  })
})

// From what is there already, so that it takes seconds and no network.
function installation() {
  return ['install', '--prefer-offline', '--no-frozen-lockfile', '--ignore-scripts']
}
