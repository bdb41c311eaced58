import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { connect, freshDatabase } from '@larder/testing'
import tap, { type Test, test } from 'tap'
import { nameMigration } from '../fixtures/name-migration.js'
import { copyWorkspace } from '../fixtures/workspace-copy.js'

// It installs a whole workspace.
tap.setTimeout(1_800_000)
const DATABASE_URL = await freshDatabase(tap)
const shop = copyWorkspace(tap, { DATABASE_URL })
function build(t: Test, ...names: string[]) {
  const filters = names.map((name) => `--filter=@larder/${name}`)
  return shop.must(t, 'turbo', 'run', 'build', '--only', ...filters)
}

const GOOD_PAGE = `
import { createGood } from '@larder/goods/testing'
import { createRecipe } from '@larder/recipes/testing'
import { testApp } from '@larder/testing'
import { test } from 'tap'
import shop from '../src/app.js'

test('a good’s page has the recipes', async (t) => {
  const app = await testApp(t, shop)
  const { slug } = await createGood(app.db)
  const { id, name } = await createRecipe(app.db)
  const { body } = await app.client().visit('/goods/' + slug)
  t.match(body, '<a href="/recipes/' + id + '">' + name + '</a>')
})
`

// From what is there already, so that it takes seconds and no network. The lock file has to fit as it was written.
const INSTALLATION = ['install', '--frozen-lockfile', '--prefer-offline', '--ignore-scripts']

test('a blueprint that was made is part of the shop', async (t) => {
  await shop.must(t, 'pnpm', ...INSTALLATION)
  const said = await shop.must(t, 'node', 'scripts/new.mjs', 'blueprint', 'recipes', '--no-install')
  nameMigration(shop.folder, 'add_recipes')

  await t.test('without a line by hand', async (t) => {
    await shop.must(t, 'pnpm', ...INSTALLATION)
    await build(t, 'database', 'recipes', 'gateway')
  })

  await t.test('whose migration makes what its model says', async (t) => {
    await shop.must(t, 'larder-db', 'upgrade')
    await shop.must(t, 'larder-db', 'check')
    const db = connect(t, DATABASE_URL)
    t.same(await db.$queryRaw`SELECT count(*)::int AS count FROM recipes`, [{ count: 0 }])
  })

  await t.test('that passes all of npm run check', async (t) => {
    await shop.must(t, 'biome', 'check', '--error-on-warnings')
    await shop.must(t, 'tsc', '--noEmit')
    await shop.must(t, 'turbo', 'boundaries')
    await shop.must(t, 'node', 'scripts/check-ownership.mjs')
    await shop.must(t, 'node', 'scripts/shape.mjs', '--check')
    const tests = await shop.must(t, 'pnpm', '--filter', '@larder/recipes', 'test')
    for (const file of ['routes', 'recipes'])
      t.match(tests, new RegExp(`^ {4}ok \\d - test/${file}\\.ts`, 'm'))
    await shop.must(t, 'pnpm', '--filter', '@larder/gateway', 'exec', 'tap', 'test/long/only.ts')
  })

  await t.test('and stands on a good’s page by what the command said', async (t) => {
    const line = (pattern: RegExp) => pattern.exec(said)?.[0].trim() ?? ''
    shop.insert('packages/recipes/package.json', '    "typebox"', `    ${line(/"@larder\/goods": .*/)}\n`)
    const routes = 'packages/recipes/src/routes.ts'
    shop.insert(routes, 'import', `${line(/import type \{\} from .*/)}\n`)
    shop.insert(routes, '  const list =', `  ${line(/app\.fillSlot.*/)}\n`)
    await shop.must(t, 'pnpm', 'install', '--no-frozen-lockfile', '--prefer-offline', '--ignore-scripts')
    await build(t, 'recipes')
    await shop.must(t, 'turbo', 'boundaries')
    writeFileSync(path.join(shop.folder, 'apps/gateway/test/good-page.ts'), GOOD_PAGE)
    await shop.must(t, 'pnpm', '--filter', '@larder/gateway', 'exec', 'tap', 'test/good-page.ts')
  })

  await t.test('whose routes are listed', async (t) => {
    const routes = JSON.parse(await shop.must(t, 'node', 'apps/gateway/bin/gateway.js', 'routes', '--json'))
    t.match(
      routes.find((route: { name?: string }) => route.name === 'recipes.show'),
      { method: 'GET', package: '@larder/recipes' }
    )
  })

  await t.test('and packs what it needs and nothing else', async (t) => {
    const packed = JSON.parse(await shop.must(t, 'pnpm', '--filter', '@larder/recipes', 'pack', '--json'))
    const files: string[] = packed.files.map((file: { path: string }) => file.path)
    for (const file of [
      'dist/index.js',
      'dist/index.d.ts',
      'static/recipes.css',
      'templates/list.eta',
      'README.md'
    ]) {
      t.ok(files.includes(file), file)
    }
    t.notOk(files.some((file) => /^(src|test)\b/.test(file)))
  })
})
