import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import type { createSockets as Create, Paths } from '../src/checkout/paths.js'

const NOBODY = { uid: 65534, gid: 65534 }

t.test('the folder of the sockets', async (t) => {
  const sockets = join(t.testdir({ stranger: {} }), 'sockets')
  const asRoot = process.getuid?.() === 0
  const paths: Paths = { checkout: '/', state: '/', sockets, ...(asRoot && { account: NOBODY }) }
  const owner = asRoot ? NOBODY.uid : process.getuid?.()

  await t.test('is made once, however many make it at once', async (t) => {
    const { createSockets } = await importPaths()
    t.teardown(() => fs.rmdir(sockets))
    await Promise.all(Array.from({ length: 50 }, () => createSockets(paths)))
    const { mode, uid } = await fs.lstat(sockets)
    t.match({ mode: mode & 0o777, uid }, { mode: 0o700, uid: owner })
    t.same((await fs.readdir(join(sockets, '..'))).sort(), ['sockets', 'stranger'])
  })

  await t.test('is not given away through a link that comes in between', async (t) => {
    const stranger = join(sockets, '..', 'stranger')
    const before = await fs.lstat(stranger)
    const lstat = async (path: string) => {
      await fs.symlink(stranger, path).catch(() => {})
      lstatOnce = fs.lstat
      throw Object.assign(new Error('not there yet'), { code: 'ENOENT' })
    }
    let lstatOnce: (path: string) => Promise<unknown> = lstat
    const { createSockets } = await importPaths({ lstat: (path: string) => lstatOnce(path) })
    await t.rejects(createSockets(paths), { code: 'POSTGRES_ERR_SOCKETS' })
    t.match(await fs.lstat(stranger), { uid: before.uid, mode: before.mode })
  })

  async function importPaths(replaced: object = {}): Promise<{ createSockets: typeof Create }> {
    return t.mockImport('../src/checkout/paths.js', { 'node:fs/promises': { ...fs, ...replaced } })
  }
})

t.test('a log that cannot be emptied is no reason to fail', async (t) => {
  const log = join(t.testdir({ log: '' }), 'log')
  await fs.truncate(log, 5 * 1024 * 1024)
  let attempts = 0
  const truncate = async () => {
    attempts += 1
    throw new Error('read-only')
  }
  const { boundLog } = await t.mockImport<typeof import('../src/server/start-server.js')>(
    '../src/server/start-server.js',
    { 'node:fs/promises': { ...fs, truncate } }
  )
  await boundLog(log)
  t.equal(attempts, 1)
})
