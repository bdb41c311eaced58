import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createClient } from '@larder/database'
import { freshDatabase } from '@larder/testing'
import tap, { type Test, test } from 'tap'
import { copyWorkspace } from '../fixtures/workspace-copy.js'

// It installs, builds and tests a whole package, beside other tests.
tap.setTimeout(300_000)
const DATABASE_URL = await freshDatabase(tap)
const shop = copyWorkspace(tap, { DATABASE_URL })
await must(tap, 'pnpm', ...installation())

test('npm run new -- blueprint', async (t) => {
  // In this process, for there are many of them.
  const { nameFeature } = await import(path.join(shop.folder, 'scripts/new/name-feature.mjs'))
  const refuses = (t: Test, [name, model]: string[], reason: RegExp) => {
    const message = new RegExp(`^.*${reason.source}.*\\.$`)
    t.throws(() => nameFeature(name, model), { message }, `${name} ${model ?? ''}`)
  }

  t.test('says how it is used', async (t) => {
    const { code, output } = await make('--help')
    t.equal(code, 0)
    t.match(output, 'npm run new -- blueprint NAME [--model MODEL]')
    for (const args of [[], ['blueprint'], ['page', 'reviews'], ['blueprint', 'a', 'b']]) {
      t.match(await make(...args), { code: 1, output: /^larder: Write: npm run new -- blueprint NAME / })
    }
    t.match(await make('blueprint', 'reviews', '--force'), { code: 1, output: /^larder: Unknown option/ })
  })

  t.test('refuses what cannot be a name', async (t) => {
    for (const name of [
      'Reviews',
      '../reviews',
      '2fast',
      'gift_cards',
      'gift--cards',
      'bewertüngs',
      '',
      'a'.repeat(41)
    ]) {
      refuses(t, [name], /cannot be a blueprint's name/)
    }
    refuses(t, ['reviews', 'review'], /cannot be a model's name/)
  })

  t.test('refuses a name that is taken', async (t) => {
    refuses(t, ['goods'], /packages\/goods is there already/)
    refuses(t, ['gateway'], /apps\/gateway is there already/)
    refuses(t, ['cart-lines'], /carts\.prisma has a CartLine already/)
    refuses(t, ['customers', 'User'], /users\.prisma has a User already/)
    refuses(t, ['genders'], /has a Gender already/)
    refuses(t, ['categories', 'Kind'], /has a table 'categories' already/)
    refuses(t, ['strings'], /'String' is a type of Prisma's/)
  })

  t.test('refuses a word that the code needs', async (t) => {
    for (const [name, word] of [
      ['imports', 'import'],
      ['pages', 'pages'],
      ['routes', 'routes\\.ts'],
      ['lists', 'ListView']
    ] as const) {
      refuses(t, [name], new RegExp(`'${word}' means something else in the code`))
    }
    refuses(t, ['sheep', 'Sheep'], /'sheep' means something else/)
    refuses(t, ['dist', 'Part'], /folders of built files/)
  })

  t.test('asks for the singular where it is not the name less its s', async (t) => {
    for (const name of ['mail', 'deliveries', 'addresses', 'boxes', 'news-flashes', 'status']) {
      refuses(t, [name], /What is one of '.*' called\? Add --model/)
    }
  })

  t.test('makes nothing where it cannot make all', async (t) => {
    const model = path.join(shop.folder, 'prisma/schema/reviews.prisma')
    mkdirSync(path.join(shop.folder, '.larder'), { recursive: true })
    writeFileSync(model, '// somebody’s')
    const before = listing()
    const { code, output } = await make('blueprint', 'reviews')
    t.equal(code, 1)
    t.match(output, /^larder: prisma\/schema\/reviews\.prisma is there already\. Choose another name\.\n$/)
    t.same(listing(), before)
    t.equal(shop.read('prisma/schema/reviews.prisma'), '// somebody’s')
    renameSync(model, path.join(shop.folder, 'somebody’s'))
  })
})

test('a blueprint that was made', async (t) => {
  const { code, output } = await make('blueprint', 'reviews')
  t.equal(code, 0, output)
  const said = (pattern: RegExp) => {
    const line = pattern.exec(output)?.[0]
    if (!line) throw new Error(`It did not say ${pattern}: ${output}`)
    return line
  }
  // The tests' template database is named after the migrations: one of every run's own would stay behind.
  const migration = 'prisma/migrations/20990101000000_add_reviews'

  t.test('is of the shape of packages/goods', async (t) => {
    const ours = JSON.parse(shop.read('packages/reviews/package.json'))
    const { name, description, ...goods } = JSON.parse(shop.read('packages/goods/package.json'))
    t.same(ours, { ...goods, name: '@larder/reviews', description: ours.description })
    for (const file of ['tsconfig.json', 'turbo.json', 'templates/layout.eta']) {
      t.equal(shop.read(`packages/reviews/${file}`), shop.read(`packages/goods/${file}`), file)
    }
  })

  await t.test('installs, migrates and builds with the commands and lines that were printed', async (t) => {
    shop.insert('apps/gateway/package.json', '"@larder/session"', said(/"@larder\/reviews": .*,/))
    shop.insert('apps/gateway/src/app.ts', 'import session', `${said(/import reviews .*/)}\n`)
    shop.insert(
      'apps/gateway/src/app.ts',
      '  await app.register(goods',
      `  ${said(/await app\.register.*/)}\n`
    )
    await must(t, 'pnpm', ...installation())
    const changed = ['database', 'reviews', 'gateway'].map((name) => `--filter=@larder/${name}`)
    await must(t, 'turbo', 'run', 'build', '--only', ...changed)
    const [, ...args] = said(/prisma migrate dev .*/).split(' ')
    await must(t, 'prisma', ...args)
    const db = createClient(DATABASE_URL)
    t.teardown(() => db.$disconnect())
    t.same(await db.$queryRaw`SELECT count(*)::int AS count FROM reviews`, [{ count: 0 }])
    const [made = ''] = readdirSync(path.join(shop.folder, 'prisma/migrations')).filter((name) =>
      name.endsWith('_add_reviews')
    )
    renameSync(path.join(shop.folder, 'prisma/migrations', made), path.join(shop.folder, migration))
  })

  t.test('passes its tests', async (t) => {
    const { code, output } = await shop.run('pnpm', '--filter', '@larder/reviews', 'test')
    t.equal(code, 0, output)
    for (const file of ['routes', 'reviews']) t.match(output, new RegExp(`^ok \\d - test/${file}\\.ts`, 'm'))
  })

  t.test('passes the linter, the boundaries and the compiler', async (t) => {
    await must(t, 'biome', 'check', '--error-on-warnings', 'packages/reviews', 'apps/gateway/src')
    await must(t, 'turbo', 'boundaries')
    const config = { extends: './tsconfig.json', include: ['packages/reviews/test'] }
    writeFileSync(path.join(shop.folder, 'tsconfig.reviews.json'), JSON.stringify(config))
    await must(t, 'tsc', '--noEmit', '-p', 'tsconfig.reviews.json')
  })

  t.test('is part of the shop', async (t) => {
    const routes = JSON.parse(await must(t, 'node', 'apps/gateway/bin/gateway.js', 'routes', '--json'))
    t.match(
      routes.find((route: { name?: string }) => route.name === 'reviews.show'),
      { method: 'GET', package: '@larder/reviews' }
    )
  })

  t.test('packs what it needs and nothing else', async (t) => {
    const packed = JSON.parse(await must(t, 'pnpm', '--filter', '@larder/reviews', 'pack', '--json'))
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

  t.test('is not made over', async (t) => {
    t.match(await make('blueprint', 'reviews'), { code: 1, output: /packages\/reviews is there already/ })
  })
})

function make(...args: string[]) {
  return shop.run('node', 'scripts/new.mjs', ...args)
}

/** Runs a command that has to succeed. */
async function must(t: Test, command: string, ...args: string[]): Promise<string> {
  const { code, output } = await shop.run(command, ...args)
  t.equal(code, 0, `${command} ${args.join(' ')}: ${code === 0 ? 'done' : output}`)
  return output
}

function listing() {
  return ['packages', 'prisma/schema', '.larder'].flatMap((name) => {
    const folder = path.join(shop.folder, name)
    return existsSync(folder) ? readdirSync(folder) : []
  })
}

// From what is there already, so that it takes seconds and no network.
function installation() {
  return ['install', '--prefer-offline', '--no-frozen-lockfile', '--ignore-scripts']
}
