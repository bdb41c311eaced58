import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { startTestServer } from '@larder/mysql/testing'
import { shortFolder } from '@larder/testing'
import { until } from '@larder/until'
import tap, { type Test, test } from 'tap'
import { request } from 'undici'
import { withoutNginx } from '../fixtures/course-note.js'
import { freePort } from '../fixtures/free-port.js'
import { packPackages } from '../fixtures/outside-project.js'
import { startRegistry } from '../fixtures/registry.js'
import { typeServer } from '../fixtures/type-server.js'
import { Visitor } from '../fixtures/visitor.js'

// It installs all that a shop depends on, several times.
tap.setTimeout(1_800_000)

const folder = await shortFolder(tap)
const tarballs = await packPackages(path.join(folder, 'tarballs'), [
  './packages/*',
  './apps/gateway',
  './infra'
])
const registry = await startRegistry(tap, tarballs)

test('npm create larder makes a shop', async (t) => {
  const shop = await create('my-shop', '--yes')

  await t.test('whose tests pass', async (t) => {
    await shop.must(t, 'npm test')
    await shop.must(t, 'npm run types')
  })

  await t.test('that grows by a model with a relation to a good', async (t) => {
    shop.edit('prisma/schema.prisma', (text) => text + GROWER)
    await shop.must(t, 'npx prisma format')
    await shop.must(t, 'npx prisma migrate dev --name add_growers')
    shop.edit('src/recipes/routes.ts', (text) => text.replace(/^export default .*\n/m, `$&${GROWER_SLOT}`))
    shop.write('src/recipes/templates/grower.eta', '<p>Grown by <%= it.name %></p>')
    shop.edit('prisma/seed.ts', (text) =>
      text.replace(
        'await tx.recipe',
        "await tx.grower.create({ data: { goodId: apples.id, name: 'Meg' } })\n$&"
      )
    )
    await shop.must(t, 'npm run types')
  })

  await t.test('that sells', async (t) => {
    const { origin, stop } = await shop.start(t)
    for (const page of ['/', '/goods', '/recipes', '/carts'])
      t.equal(await statusOf(origin + page), 200, page)
    const page = await textOf(`${origin}/goods/apples`)
    t.match(page, /href="\/recipes\/apple-pie"/)
    t.match(page, '<p>Grown by Meg</p>')
    t.match(await order(new Visitor(origin)), { status: 201 })
    await until(() => shop.list('.larder/mail').length === 1, 'the order is confirmed')
    await stop()
  })

  await t.test('that changes while one works on it', async (t) => {
    const { origin, stop } = await shop.start(t, '', 'npm run dev')
    const recipes = () => textOf(`${origin}/recipes`)
    shop.edit('src/recipes/templates/list.eta', (text) => text.replace('<h1>', '<h1 id="of-ours">'))
    t.match(await recipes(), '<h1 id="of-ours">', 'a template at the next visit')
    shop.edit('src/recipes/languages/en.json', (text) => text.replace(/("list.title": ").*"/, '$1Of ours"'))
    shop.edit('src/recipes/routes.ts', (text) =>
      text.replace("app.get('/',", "app.get('/tea', { name: 'tea' }, async () => ({ minutes: 3 }))\n  $&")
    )
    await until(async () => (await statusOf(`${origin}/recipes/tea`)) === 200, 'there is the new route')
    await until(async () => (await recipes()).includes('>Of ours</h1>'), 'there are the new words')
    await stop()
  })

  await t.test('that is deployed behind nginx', { skip: withoutNginx }, async (t) => {
    await shop.must(t, 'npm run build')
    const [first, second, port] = [await freePort(), await freePort(), await freePort()]
    shop.edit('infra/deploy.json', (text) =>
      text.replace('5000', `${first}`).replace('5001', `${second}`).replace('8080', `${port}`)
    )
    t.teardown(() => shop.run('npm run deploy:local -- stop'))
    await shop.must(t, 'npm run deploy:local')
    const origin = `http://127.0.0.1:${port}`
    const page = await textOf(`${origin}/recipes`)
    const [style = ''] = /\/recipes\/static\/recipes\.css\?v=\w+/.exec(page) ?? []
    t.equal(await statusOf(origin + style), 200, style)
    t.match(await order(new Visitor(origin)), { status: 201 })
    t.match(await shop.must(t, 'npm run -s deploy:nginx'), /location [^{]*\/recipes\/static\/[^}]*alias /)
  })

  for (const version of [22, 24]) {
    await t.test(`whose tests pass on Node ${version}, where it starts, too`, async (t) => {
      const bin = await installNode(t, version)
      t.match(await shop.must(t, 'node --version', bin), `v${version}.`)
      await shop.must(t, 'npm test', bin)
      const { origin, stop } = await shop.start(t, bin)
      t.equal(await statusOf(`${origin}/goods`), 200)
      await stop()
    })
  }
})

test('of a few features, on a MariaDB', async (t) => {
  const server = await startTestServer()
  t.teardown(() => server.stop())
  const DATABASE_URL = server.urlOf('jam')
  const shop = await create('jam', '--features carts --database mysql --languages zh-Hans,en --yes')
  shop.edit('development.env', (text) => text.replace(/^DATABASE_URL=.*$/m, `DATABASE_URL=${DATABASE_URL}`))
  await shop.must(t, 'npm test')
  await shop.must(t, 'npm run types')
  const { origin, stop } = await shop.start(t)
  t.match(await textOf(`${origin}/goods`), /<html lang="zh-Hans">/)
  t.equal(await statusOf(`${origin}/carts`), 200)
  for (const page of ['/checkout', '/favourites', '/orders'])
    t.equal(await statusOf(origin + page), 404, page)
  await stop()
  t.match(await shop.must(t, 'npx larder-db current'), 'add_recipes', 'every command has its database')

  await t.test('that serves where only what serves is installed', async (t) => {
    await shop.must(t, 'npm run build')
    await shop.must(t, 'npm prune --omit=dev')
    const production = `NODE_ENV=production LARDER_APP=dist/app.js DATABASE_URL=${server.urlOf('served')}`
    t.match(await shop.must(t, `${production} npx larder-db upgrade`), 'add_recipes')
    const gateway = 'node node_modules/@larder/gateway/bin/gateway.js'
    const { origin, stop } = await shop.start(t, '', `${production} ${gateway} start`)
    t.equal(await statusOf(`${origin}/recipes`), 200)
    await stop()
  })
})

const GROWER = `
model Grower {
  good   Good   @relation(fields: [goodId], references: [id], onDelete: Cascade)
  goodId Int    @id @map("good_id")
  name   String @db.VarChar(80)

  @@map("growers")
}
`
const GROWER_SLOT = `  app.fillSlot('goods.show.after-price', {
    template: 'grower',
    data: async ({ good }) => (await app.db.grower.findUnique({ where: { goodId: good.id } })) ?? undefined
  })
`

/** Buys two of the apples, as a program does. */
async function order(guest: Visitor) {
  const { id: good } = Object(await guest.get('/goods/apples').then((answer) => answer.json()))
  await guest.post('/carts/lines', { good, quantity: 2 })
  const address = {
    email: 'anna@example.org',
    name: 'Anna',
    street: 'Gasse 3',
    postal_code: '10115',
    city: 'Berlin'
  }
  const values = { ...address, country: 'DE', delivery: 'post', payment_method: 'transfer' }
  const ask = async (body?: object) => {
    const answer = body ? await guest.post('/checkout', body) : await guest.get('/checkout')
    return Object(answer.json()).checkout
  }
  const { checkout_id } = await ask()
  const { seen } = await ask({ checkout_id, ...values })
  return guest.post('/checkout', { checkout_id, seen, action: 'order', ...values })
}

/** Node from npm, which needs no script for that. @returns the folder of its command */
async function installNode(t: Test, version: number): Promise<string> {
  const name = `node-${process.platform}-${process.arch}`
  const place = path.join(folder, `node-${version}`)
  mkdirSync(place)
  writeFileSync(path.join(place, 'package.json'), '{ "private": true }')
  const options = '--ignore-scripts --no-audit --no-fund --no-save'
  await projectIn(place).must(t, `npm install ${options} ${name}@${version}`)
  return path.join(place, 'node_modules', name, 'bin')
}

/** Somebody makes a project, and goes into its folder. */
async function create(name: string, options: string) {
  const { code, output } = await projectIn(folder).run(`npm create --yes larder@latest ${name} -- ${options}`)
  if (code !== 0) throw new Error(output)
  return projectIn(path.join(folder, name))
}

/** A folder in which commands are typed. */
function projectIn(cwd: string) {
  const { NODE_OPTIONS, DATABASE_URL, ...rest } = process.env
  const env: NodeJS.ProcessEnv = { ...rest, ...registry, LARDER_BIND: '127.0.0.1:0' }

  function run(command: string, bin = ''): Promise<{ code: number; output: string }> {
    const options = { cwd, env: { ...env, PATH: `${bin}:${env.PATH}` } }
    return new Promise((resolve) => {
      execFile('sh', ['-c', command], options, (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr })
      })
    })
  }

  return {
    env,
    run,
    list: (folder: string) => {
      const full = path.join(cwd, folder)
      return existsSync(full) ? readdirSync(full) : []
    },
    write: (file: string, text: string) => writeFileSync(path.join(cwd, file), text),
    edit(file: string, change: (text: string) => string) {
      const full = path.join(cwd, file)
      writeFileSync(full, change(readFileSync(full, 'utf8')))
    },
    async must(t: Test, command: string, bin?: string): Promise<string> {
      const { code, output } = await run(command, bin)
      t.equal(code, 0, `${command}: ${code === 0 ? 'done' : output}`)
      return output
    },
    /** Until Ctrl-C. */
    start: (t: Test, bin = '', command = 'npm start') =>
      typeServer(t, command, { cwd, env: { ...env, PATH: `${bin}:${env.PATH}` } })
  }
}

async function statusOf(url: string): Promise<number> {
  const { statusCode, body } = await request(url)
  await body.dump()
  return statusCode
}

async function textOf(url: string): Promise<string> {
  const { body } = await request(url, { headers: { accept: 'text/html' } })
  return body.text()
}
