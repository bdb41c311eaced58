import { spawn } from 'node:child_process'
import { chown, readFile, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { until } from '@larder/until'
import t from 'tap'
import { findRunning, type Holder, hold, isAlive, isGone, makeCheckout } from '../fixtures/checkout.js'

const folder = await makeCheckout(t)

t.test('holders get their server back at the same URL', async (t) => {
  const [one, two] = [await hold(t, folder), await hold(t, folder)]
  await one.query('CREATE TABLE IF NOT EXISTS kept AS SELECT 42 AS answer')

  for (const victims of [['keeper'], ['postgres'], ['keeper', 'postgres']] as const) {
    await t.test(`after kill -9 of ${victims.join(' and ')}`, async (t) => {
      const before = await findRunning(folder)
      for (const victim of victims) process.kill(before[victim], 'SIGKILL')
      await until(() => !isAlive(before.keeper) && !isAlive(before.postgres), 'the killed processes are gone')
      for (const holder of [one, two]) await until(() => answers(holder), 'the holder has a server again')
      const after = await findRunning(folder)
      t.not(after.keeper, before.keeper)
      t.not(after.postgres, before.postgres)
    })
  }

  await one.release()
  t.ok(await answers(two), 'the lease of the other still counts')
  const running = await findRunning(folder)
  await two.release()
  t.ok(isGone(running))
})

t.test('a new process takes over', async (t) => {
  const first = await hold(t, folder)
  await first.query('CREATE TABLE IF NOT EXISTS kept AS SELECT 42 AS answer')
  const { paths, ...before } = await findRunning(folder)
  const lock = join(paths.state, 'cluster', 'data', 'postmaster.pid')
  const text = await readFile(lock, 'utf8')

  async function writeLock(content: string) {
    await writeFile(lock, content, { mode: 0o600 })
    if (paths.account) await chown(lock, paths.account.uid, paths.account.gid)
  }

  await t.test('the server that a killed keeper left running', async (t) => {
    await first.kill()
    await until(() => !isAlive(before.postgres), 'the server is gone')
    const second = await hold(t, folder)
    const orphaned = await findRunning(folder)
    process.kill(second.pid, 'SIGSTOP')
    process.kill(orphaned.keeper, 'SIGKILL')
    await second.kill()
    t.ok(isAlive(orphaned.postgres))
    const third = await hold(t, folder)
    await until(() => !isAlive(orphaned.postgres), 'the orphaned server is gone')
    t.ok(await answers(third))
    await third.release()
  })

  await t.test('a lock whose number belongs to another process by now', async (t) => {
    const stranger = spawn('sleep', ['60'], paths.account)
    t.teardown(() => stranger.kill())
    await writeLock(text.replace(/^\d+/, String(stranger.pid)))
    const holder = await hold(t, folder)
    t.ok(await answers(holder))
    t.ok(isAlive(stranger.pid ?? 0), 'the other process is left in peace')
    await holder.release()
  })

  await t.test('an empty lock from a power cut', async (t) => {
    await writeLock('')
    await utimes(lock, new Date(0), new Date(0))
    const holder = await hold(t, folder)
    t.ok(await answers(holder))
    await holder.release()
  })
})

t.test('a server that is slow to answer is waited for, which is told', async (t) => {
  const first = await hold(t, folder)
  const { keeper } = await findRunning(folder)
  process.kill(keeper, 'SIGSTOP')
  t.teardown(() => isAlive(keeper) && process.kill(keeper, 'SIGCONT'))
  let second: Promise<Holder> | undefined
  const told = await new Promise<string>((resolve) => {
    second = hold(t, folder, {}, resolve)
  })
  t.match(told, /^still waiting for PostgreSQL to start \(\d+ s\): its log is .*postgres\.log$/)
  process.kill(keeper, 'SIGCONT')
  await (await second)?.release()
  await first.release()
  // It may still write where the checkout is removed next.
  await until(() => !isAlive(keeper), 'the keeper is gone')
})

async function answers(holder: Holder): Promise<boolean> {
  const rows = await holder.query('SELECT answer FROM kept').catch(() => [])
  return rows[0]?.answer === 42
}
