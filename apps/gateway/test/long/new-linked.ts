import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { freshDatabase } from '@larder/testing'
import tap, { type Test, test } from 'tap'
import { nameMigration } from '../fixtures/name-migration.js'
import { copyWorkspace } from '../fixtures/workspace-copy.js'

const shop = copyWorkspace(tap, { DATABASE_URL: await freshDatabase(tap) })
shop.linkInstalled()

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
    for (const name of ['post', 'deliveries', 'addresses', 'boxes', 'news-flashes', 'status']) {
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
  await shop.must(t, 'node', 'scripts/new.mjs', 'blueprint', 'reviews')
  // With `pnpm install` it is in new.ts.
  shop.linkAs('reviews', 'goods')

  t.test('is of the shape of packages/goods', async (t) => {
    const ours = JSON.parse(shop.read('packages/reviews/package.json'))
    const { name, description, dependencies, ...goods } = JSON.parse(shop.read('packages/goods/package.json'))
    // A good has a price.
    const { '@larder/money': money, ...needed } = dependencies
    t.same(ours, { ...goods, name: '@larder/reviews', description: ours.description, dependencies: needed })
    for (const file of ['tsconfig.json', 'turbo.json', 'templates/layout.eta']) {
      t.equal(shop.read(`packages/reviews/${file}`), shop.read(`packages/goods/${file}`), file)
    }
  })

  t.test('may not touch the models of another, not even in SQL', async (t) => {
    const file = path.join(shop.folder, 'packages/reviews/src/theirs.ts')
    writeFileSync(
      file,
      `import type { Database } from '@larder/database'
export const count = (db: Database) => db.user.count()
export const look = (db: Database) => db.$queryRaw\`SELECT 1 FROM users\`
export const goods = (db: Database) => db.good.findMany({ include: { cartLines: true } })
export const carts = ({ cart }: Database) => cart.count()
export const called = (db: Database, theirs = db['user']) => theirs.count()
`
    )
    const { code, output } = await shop.run('node', 'scripts/check-ownership.mjs')
    rmSync(file)
    t.equal(code, 1)
    for (const [line, model, owner] of [
      [2, 'User', 'users'],
      [3, 'User', 'users'],
      [4, 'Good', 'goods'],
      [4, 'CartLine', 'carts'],
      [5, 'Cart', 'carts'],
      [6, 'User', 'users']
    ]) {
      t.match(
        output,
        `packages/reviews/src/theirs.ts:${line} touches the model ${model}, which belongs to packages/${owner}`
      )
    }
  })

  t.test('is not made over', async (t) => {
    t.match(await make('blueprint', 'reviews'), { code: 1, output: /packages\/reviews is there already/ })
  })

  t.test(
    'passes the linter, the boundaries, the ownership of models, its tests and the compiler',
    async (t) => {
      await shop.must(t, 'biome', 'check', '--error-on-warnings', 'packages/reviews')
      await shop.must(t, 'turbo', 'boundaries')
      await shop.must(t, 'node', 'scripts/check-ownership.mjs')
      await shop.must(t, 'prisma', 'migrate', 'dev', '--name', 'add_reviews')
      nameMigration(shop.folder, 'add_reviews')
      await shop.must(t, 'prisma', 'generate')
      // The rest of the package is as it was.
      await shop.must(t, 'tsc', '-p', 'packages/database', '--noCheck')
      const tests = await shop.must(t, 'pnpm', '--filter', '@larder/reviews', 'test')
      for (const file of ['routes', 'reviews']) t.match(tests, new RegExp(`^ok \\d - test/${file}\\.ts`, 'm'))
      const config = {
        extends: './tsconfig.json',
        include: ['packages/reviews/src', 'packages/reviews/test']
      }
      writeFileSync(path.join(shop.folder, 'tsconfig.reviews.json'), JSON.stringify(config))
      await shop.must(t, 'tsc', '--noEmit', '-p', 'tsconfig.reviews.json')
    }
  )
})

function make(...args: string[]) {
  return shop.run('node', 'scripts/new.mjs', ...args)
}

function listing() {
  return ['packages', 'prisma/schema', '.larder'].flatMap((name) => {
    const folder = path.join(shop.folder, name)
    return existsSync(folder) ? readdirSync(folder) : []
  })
}
