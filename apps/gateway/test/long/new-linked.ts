import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import tap, { type Test, test } from 'tap'
import { copyWorkspace } from '../fixtures/workspace-copy.js'

const shop = copyWorkspace(tap)
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
    for (const args of [[], ['blueprint'], ['page', 'recipes'], ['blueprint', 'a', 'b']]) {
      t.match(await make(...args), { code: 1, output: /^larder: Write: npm run new -- blueprint NAME / })
    }
    t.match(await make('blueprint', 'recipes', '--force'), { code: 1, output: /^larder: Unknown option/ })
  })

  t.test('refuses what cannot be a name', async (t) => {
    for (const name of [
      'Recipes',
      '../recipes',
      '2fast',
      'gift_cards',
      'gift--cards',
      'bewertüngs',
      '',
      'a'.repeat(41)
    ]) {
      refuses(t, [name], /cannot be a blueprint's name/)
    }
    refuses(t, ['recipes', 'recipe'], /cannot be a model's name/)
  })

  t.test('refuses a name that is taken', async (t) => {
    refuses(t, ['goods'], /packages\/goods is there already/)
    refuses(t, ['gateway'], /apps\/gateway is there already/)
    for (const name of ['metrics', 'docs', 'language', 'static'])
      refuses(t, [name, 'Entry'], /The shop has pages of its own at /)
    refuses(t, ['cart-lines'], /carts\.prisma has a CartLine already/)
    refuses(t, ['customers', 'User'], /users\.prisma has a User already/)
    refuses(t, ['genders'], /has a Gender already/)
    refuses(t, ['categories', 'Kind'], /has a table 'categories' already/)
    refuses(t, ['strings'], /'String' is a type of Prisma's/)
  })

  t.test('refuses a word that the code needs', async (t) => {
    for (const [name, word] of [
      ['imports', 'import'],
      ['routes', 'routes\\.ts'],
      ['lists', 'ListView']
    ] as const) {
      refuses(t, [name], new RegExp(`'${word}' means something else in the code`))
    }
    refuses(t, ['sheep', 'Sheep'], /'sheep' means something else/)
    refuses(t, ['dist', 'Part'], /folders of built files/)
  })

  t.test('asks for the singular where it is not the name less its s', async (t) => {
    for (const name of ['post', 'deliveries', 'glasses', 'boxes', 'news-flashes', 'status']) {
      refuses(t, [name], /What is one of '.*' called\? Add --model/)
    }
  })

  t.test('makes nothing where it cannot make all', async (t) => {
    const model = path.join(shop.folder, 'prisma/schema/recipes.prisma')
    writeFileSync(model, '// somebody’s')
    const before = listing()
    t.match(await make('blueprint', 'recipes'), {
      code: 1,
      output: /^larder: prisma\/schema\/recipes\.prisma is there already\. Choose another name\.\n$/
    })
    t.same(listing(), before)
    rmSync(model)
  })

  t.test('makes nothing where its migration has no form in MySQL', async (t) => {
    const down = 'scripts/new/sample/prisma/migrations/add_sample_things/down.sql'
    const text = shop.read(down)
    shop.insert(down, 'DROP TABLE', 'DELETE FROM "sample_things";\n')
    const before = listing()
    t.match(await make('blueprint', 'recipes'), {
      code: 1,
      output: /^larder: MySQL has no form of line 3 of the sample's migration: .* changes rows .*\.\n$/
    })
    t.same(listing(), before)
    writeFileSync(path.join(shop.folder, down), text)
  })

  t.test('makes nothing where the shop’s files are others than it knows', async (t) => {
    const file = 'apps/gateway/test/long/only.ts'
    const text = shop.read(file)
    writeFileSync(
      path.join(shop.folder, file),
      text.replace('{ name:', '{ title:').replaceAll('  { name', '{ name')
    )
    const before = listing()
    t.match(await make('blueprint', 'recipes'), { code: 1, output: `larder: ${file} has another shape` })
    t.same(listing(), before)
    writeFileSync(path.join(shop.folder, file), text)
  })
})

test('a blueprint that was made', async (t) => {
  await shop.must(t, 'node', 'scripts/new.mjs', 'blueprint', 'recipes', '--no-install')
  // With `pnpm install` it is in new.ts.
  shop.linkAs('recipes', 'goods')

  t.test('has the package.json of packages/goods', async (t) => {
    const ours = JSON.parse(shop.read('packages/recipes/package.json'))
    const goods = JSON.parse(shop.read('packages/goods/package.json'))
    // What is made has no pages for staff yet. A good needs more, as for its price.
    delete goods.exports['./staff']
    goods.files = goods.files.filter((name: string) => name !== 'staff')
    for (const kind of ['dependencies', 'devDependencies']) {
      for (const name of Object.keys(goods[kind])) if (!(name in ours[kind])) delete goods[kind][name]
    }
    t.same(ours, { ...goods, name: '@larder/recipes', description: ours.description })
  })

  t.test('has the files of packages/goods, and its chapters', async (t) => {
    const folder = path.join(shop.folder, 'packages/recipes')
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    // Goods have grown: some of their files stand in a folder of their subject.
    const known = readdirSync(path.join(shop.folder, 'packages/goods/src'), {
      recursive: true,
      encoding: 'utf8'
    })
    const names = new Set(known.map((file) => path.basename(file)))
    for (const file of files.filter((file) => /\.\w+$/.test(file) && !file.startsWith('node_modules'))) {
      const counterpart = file.replaceAll('recipes', 'goods').replaceAll('recipe', 'good')
      const isThere = existsSync(path.join(shop.folder, 'packages/goods', counterpart))
      t.ok(isThere || (/^src\/[\w-]+\.ts$/.test(file) && names.has(path.basename(counterpart))), counterpart)
    }
    for (const file of ['tsconfig.json', 'turbo.json']) {
      t.equal(shop.read(`packages/recipes/${file}`), shop.read(`packages/goods/${file}`), file)
    }
    const [ours, goods] = ['recipes', 'goods'].map((name) =>
      chaptersOf(shop.read(`packages/${name}/README.md`))
    )
    t.same(
      ours,
      goods?.filter((chapter) => ours?.includes(chapter))
    )
  })

  t.test('has an index.ts of the same parts', async (t) => {
    const [ours, goods] = ['recipes', 'goods'].map((name) =>
      partsOf(shop.read(`packages/${name}/src/index.ts`))
    )
    t.same(ours, goods)
  })

  t.test('has its migration in a form for MySQL', async (t) => {
    const folder = 'prisma/mysql/migrations'
    const names = readdirSync(path.join(shop.folder, folder))
    const name = names.find((one) => one.endsWith('_add_recipes'))
    t.match(shop.read(`${folder}/${name}/migration.sql`), 'CREATE TABLE `recipes` (')
  })

  t.test('may not touch the models of another, not even in SQL', async (t) => {
    const file = path.join(shop.folder, 'packages/recipes/src/theirs.ts')
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
        `packages/recipes/src/theirs.ts:${line} touches the model ${model}, which belongs to packages/${owner}`
      )
    }
  })

  t.test('is not made over', async (t) => {
    t.match(await make('blueprint', 'recipes'), { code: 1, output: /packages\/recipes is there already/ })
  })
})

function make(...args: string[]) {
  return shop.run('node', 'scripts/new.mjs', ...args)
}

/** All that the command could touch. */
function listing() {
  const folders = ['packages', 'prisma', 'apps/gateway/src', 'apps/gateway/test', '.larder']
  const files = ['pnpm-lock.yaml', 'README.md', 'README.zh-CN.md', 'apps/gateway/package.json']
  return [
    ...folders.flatMap((name) => {
      const folder = path.join(shop.folder, name)
      return existsSync(folder)
        ? readdirSync(folder, { recursive: name !== 'packages', encoding: 'utf8' })
        : []
    }),
    ...[...files, 'apps/gateway/src/features.ts', 'apps/gateway/test/long/only.ts'].map(shop.read)
  ]
}

function chaptersOf(readme: string): string[] {
  return [...readme.matchAll(/^## (.*)$/gm)].map(([, chapter = '']) => chapter)
}

/** What a file declares, with the options of its blueprint; equal neighbours once. */
function partsOf(source: string): string[] {
  const parts = [...source.matchAll(/^(import|export default|export|declare module \S+| {4}\w+:)/gm)]
  return parts.map(([part]) => part).filter((part, index, all) => part !== all[index - 1])
}
