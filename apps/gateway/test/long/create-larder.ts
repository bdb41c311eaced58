import { execFile } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { startTestServer } from '@larder/mysql/testing'
import { shortFolder } from '@larder/testing'
import tap, { type Test, test } from 'tap'
import { request } from 'undici'
import { packPackages } from '../fixtures/outside-project.js'
import { startRegistry } from '../fixtures/registry.js'
import { typeServer } from '../fixtures/type-server.js'

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

  await t.test('that grows by a model', async (t) => {
    shop.edit('prisma/schema.prisma', (text) =>
      text.replace(/^(model Recipe \{\n)/m, '$1  cook String? @db.VarChar(80)\n')
    )
    await shop.must(t, 'npx prisma migrate dev --name add_cook')
  })

  await t.test('that shows goods, and the recipes with them', async (t) => {
    const { origin, stop } = await shop.start(t)
    for (const page of ['/', '/goods', '/recipes', '/carts'])
      t.equal(await statusOf(origin + page), 200, page)
    t.match(await textOf(`${origin}/goods/apples`), /href="\/recipes\/apple-pie"/)
    await stop()
  })

  await t.test('that is built for production', async (t) => {
    await shop.must(t, 'npm run build')
    t.match(shop.read('dist/app.js'), /defineShop/)
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
  shop.env.DATABASE_URL = DATABASE_URL
  await shop.must(t, 'npm test')
  await shop.must(t, 'npm run types')
  const { origin, stop } = await shop.start(t)
  t.match(await textOf(`${origin}/goods`), /<html lang="zh-Hans">/)
  t.equal(await statusOf(`${origin}/carts`), 200)
  for (const page of ['/checkout', '/favourites', '/orders'])
    t.equal(await statusOf(origin + page), 404, page)
  await stop()
})

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
    read: (file: string) => readFileSync(path.join(cwd, file), 'utf8'),
    edit(file: string, change: (text: string) => string) {
      const full = path.join(cwd, file)
      writeFileSync(full, change(readFileSync(full, 'utf8')))
    },
    async must(t: Test, command: string, bin?: string): Promise<string> {
      const { code, output } = await run(command, bin)
      t.equal(code, 0, `${command}: ${code === 0 ? 'done' : output}`)
      return output
    },
    /** `npm start`, until Ctrl-C. */
    start: (t: Test, bin = '') =>
      typeServer(t, 'npm start', { cwd, env: { ...env, PATH: `${bin}:${env.PATH}` } })
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
