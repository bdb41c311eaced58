import { spawnSync } from 'node:child_process'
import { chmod, chown, cp, mkdir, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import t from 'tap'
import {
  findOrdinaryAccount,
  findRunning,
  hold,
  isGone,
  LOADER,
  makeCheckout,
  removeCheckout,
  tryToHold
} from '../fixtures/checkout.js'

const AS_ROOT = process.getuid?.() === 0
const TABLE = `SELECT to_regclass('here')::text AS name`

t.test('checkouts do not meet', async (t) => {
  const original = await makeCheckout(t)
  const copy = `${original} copy`
  const moved = `${original} moved`
  for (const folder of [copy, moved]) t.teardown(() => removeCheckout(folder))
  const first = await hold(t, original)
  await first.query('CREATE TABLE here ()')
  await first.release()

  await t.test('also when one is a copy of the other', async (t) => {
    await cp(original, copy, { recursive: true, verbatimSymlinks: true })
    const [here, there] = await Promise.all([hold(t, original), hold(t, copy)])
    const [one, two] = [await findRunning(original), await findRunning(copy)]
    t.not(one.paths.state, two.paths.state)
    t.not(one.paths.sockets, two.paths.sockets)
    t.not(one.postgres, two.postgres)
    t.same(await here.query(TABLE), [{ name: 'here' }])
    // An ordinary user's copy brings the data along; root's brings a link, and starts with a new database.
    t.same(await there.query(TABLE), [{ name: AS_ROOT ? null : 'here' }])
    await Promise.all([here.release(), there.release()])
    t.ok(isGone(one))
    t.ok(isGone(two))
  })

  await t.test('and a moved one keeps its data', async (t) => {
    await rename(original, moved)
    await mkdir(original)
    const [young, old] = await Promise.all([hold(t, original), hold(t, moved)])
    t.same(await old.query(TABLE), [{ name: 'here' }])
    t.same(await young.query(TABLE), [{ name: null }], 'what comes to its old path starts anew')
    await Promise.all([young.release(), old.release()])
  })
})

t.test('with a umask of 077, root makes a folder that the account of PostgreSQL can enter', async (t) => {
  const folder = await makeCheckout(t)
  const look = `import { findPaths } from '${new URL('../../src/checkout/paths.ts', import.meta.url)}'
    await findPaths(${JSON.stringify(folder)})`
  // In a mount namespace, where there is no /var/lib/larder yet; then one that an earlier version has made.
  const script = `mount -t tmpfs tmpfs /var/lib && umask 077 &&
    "$0" --import "$1" --input-type=module --eval "$2" && stat -c %a /var/lib/larder && chmod 700 /var/lib/larder &&
    "$0" --import "$1" --input-type=module --eval "$2" && stat -c %a /var/lib/larder`
  const node = [process.execPath, LOADER, look]
  const { status, stdout, stderr } = spawnSync('unshare', ['-m', 'sh', '-c', script, ...node], {
    encoding: 'utf8'
  })
  if (/unshare|mount:/.test(stderr)) return t.pass('not tested', { skip: 'needs to mount a file system' })
  t.match({ status, stdout, stderr }, { status: 0, stdout: '755\n755\n', stderr: '' })
})

t.test('an ordinary user', async (t) => {
  const account = await findOrdinaryAccount()
  if (typeof account === 'string') return t.pass('not tested', { skip: account })
  const home = await makeCheckout(t, account)
  await chmod(home, 0o700)
  const folder = join(home, 'my shop')
  await mkdir(folder)
  if (account.uid !== undefined && account.gid !== undefined) await chown(folder, account.uid, account.gid)

  await t.test('has a server below his own home', async (t) => {
    const holder = await hold(t, folder, account)
    t.equal((await holder.query('SELECT 1')).length, 1)
    t.equal((await stat(join(folder, '.larder', 'postgres'))).mode & 0o777, 0o700)
    const cluster = join(folder, '.larder', 'postgres', 'cluster')
    const files = spawnSync('find', [cluster, '-perm', '/0077', '!', '-type', 'd'], { encoding: 'utf8' })
    t.equal(files.stderr + files.stdout, '', 'nobody else may read the data')
    await holder.release()
  })

  await t.test('and root do not take over from each other', { skip: !AS_ROOT && 'needs root' }, async (t) => {
    t.match(await tryToHold(t, folder), { code: 'POSTGRES_ERR_OWNER', message: /remove it to start/ })
    const roots = await makeCheckout(t)
    await chmod(roots, 0o755)
    const holder = await hold(t, roots)
    t.match(await tryToHold(t, roots, account), {
      code: 'POSTGRES_ERR_OWNER',
      message: /Run this as that user/
    })
    await holder.release()
  })
})
