import fs from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import t from 'tap'
import { createSockets, type Paths } from '../src/checkout/paths.js'
import { boundLog } from '../src/server/start-server.js'

const NOBODY = { uid: 65534, gid: 65534 }

t.test('the folder of the sockets', async (t) => {
  const sockets = join(t.testdir({ stranger: {} }), 'sockets')
  const asRoot = process.getuid?.() === 0
  const paths: Paths = { checkout: '/', state: '/', sockets, ...(asRoot && { account: NOBODY }) }
  const owner = asRoot ? NOBODY.uid : process.getuid?.()

  await t.test('is made once, however many make it at once', async (t) => {
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
      restore()
      throw Object.assign(new Error('not there yet'), { code: 'ENOENT' })
    }
    const restore = replaceFs({ lstat })
    await t.rejects(createSockets(paths), { code: 'POSTGRES_ERR_SOCKETS' })
    t.match(await fs.lstat(stranger), { uid: before.uid, mode: before.mode })
  })
})

t.test('a log that cannot be emptied is no reason to fail', async (t) => {
  const log = join(t.testdir({ log: '' }), 'log')
  await fs.truncate(log, 5 * 1024 * 1024)
  let attempts = 0
  const truncate = async () => {
    attempts += 1
    throw new Error('read-only')
  }
  const restore = replaceFs({ truncate })
  t.teardown(restore)
  await boundLog(log)
  t.equal(attempts, 1)
})

/** Replaces functions of `node:fs/promises` for all modules. @returns what puts them back */
function replaceFs(replaced: object): () => void {
  const own = { ...fs }
  const assign = (functions: object) => {
    Object.assign(fs, functions)
    syncBuiltinESMExports()
  }
  assign(replaced)
  return () => assign(own)
}
