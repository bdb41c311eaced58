import { spawnSync } from 'node:child_process'
import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { explainFailure } from '../src/errors.js'
import {
  type Answer,
  findOrdinaryAccount,
  findRunning,
  hold,
  isGone,
  makeCheckout,
  tryToHold
} from './fixtures/checkout.js'

t.test('a read-only folder', async (t) => {
  const account = await findOrdinaryAccount()
  if (typeof account === 'string') return t.pass('not tested', { skip: account })
  const folder = await makeCheckout(t)
  await chmod(folder, 0o555)
  isOneLine(t, await tryToHold(t, folder, account), 'POSTGRES_ERR_NOT_WRITABLE', folder)
  await chmod(folder, 0o755)
})

t.test('a full disk', async (t) => {
  const account = await findOrdinaryAccount()
  if (typeof account === 'string') return t.pass('not tested', { skip: account })
  const folder = await makeCheckout(t, account)
  const state = join(folder, '.larder')
  await mkdir(state)
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=20m,uid=${account.uid}`, 'tmpfs', state])
  if (mounted.status !== 0) return t.pass('not tested', { skip: 'needs to mount a small file system' })
  t.teardown(() => spawnSync('umount', [state]))
  isOneLine(t, await tryToHold(t, folder, account), 'POSTGRES_ERR_DISK_FULL', state)
  t.same(await readdir(join(state, 'postgres')), [], 'nothing is left behind')
})

t.test('programs that the account of PostgreSQL may not run', (t) => {
  const { code, message } = explainFailure(
    new Error('spawn /var/lib/larder/postgresql-18/bin/initdb EACCES'),
    '/shop'
  )
  t.equal(code, 'POSTGRES_ERR_FORBIDDEN')
  t.match(message, /"nobody" if you are root, must be able to enter each folder.*chmod o\+x/)
  t.end()
})

t.test('a database that cannot be started', async (t) => {
  const folder = await makeCheckout(t)
  const holder = await hold(t, folder)
  const running = await findRunning(folder)
  await holder.release()
  const data = join(running.paths.state, 'cluster', 'data')

  await t.test('shows what the server said', async (t) => {
    await writeFile(join(data, 'postgresql.auto.conf'), 'work_mem = lots\n')
    isOneLine(t, await tryToHold(t, folder), 'POSTGRES_ERR_START', 'work_mem')
    t.ok(isGone(running))
    await rm(join(data, 'postgresql.auto.conf'))
  })

  await t.test('is refused when another major version wrote it', async (t) => {
    await writeFile(join(data, 'PG_VERSION'), '17\n')
    isOneLine(t, await tryToHold(t, folder), 'POSTGRES_ERR_VERSION', 'PostgreSQL 17')
    t.ok(isGone(running))
  })

  await t.test('is not looked for in a folder that others can write to', async (t) => {
    await mkdir(running.paths.sockets)
    t.teardown(() => rm(running.paths.sockets, { recursive: true }))
    await chmod(running.paths.sockets, 0o777)
    isOneLine(t, await tryToHold(t, folder), 'POSTGRES_ERR_SOCKETS', running.paths.sockets)
  })
})

function isOneLine(t: Test, answer: Answer, code: string, part: string) {
  t.equal(answer.code, code)
  t.ok(answer.message?.includes(part), `${answer.message} should mention ${part}`)
  t.notMatch(answer.message, /\n/)
}
