import { existsSync } from 'node:fs'
import net, { type AddressInfo } from 'node:net'
import { shortFolder } from '@larder/testing'
import { test } from 'tap'
import { Agent, request } from 'undici'
import { fixture, runServe } from '../fixtures/served-app.js'

test('an app is served on the sockets that systemd has bound', async (t) => {
  const path = `${await shortFolder(t)}/shop.sock`
  // Bound, and not listened to by this process.
  const sockets = [
    net._createServerHandle('127.0.0.1', 0, 4, -1, 0),
    net._createServerHandle(path, -1, -1, -1, 0)
  ]
  const descriptors = sockets.map((socket) => (typeof socket === 'number' ? -1 : socket.fd))
  const out: Partial<AddressInfo> = {}
  for (const socket of sockets) if (typeof socket !== 'number') socket.getsockname?.(out)
  const origin = `http://127.0.0.1:${out.port}`
  const byPath = new Agent({ connect: { socketPath: path } })
  t.teardown(() => byPath.close())
  // The number of the process is known to nobody but its own shell beforehand.
  const asSystemd = ['sh', '-c', 'LISTEN_PID=$$ LISTEN_FDS=2 exec "$@"', 'sh']
  const pid = `${path}.pid`
  const args = ['-w', '1', '--bind', '127.0.0.1:1', '--pid', pid, fixture('app.mjs')]
  const served = runServe(t, args, { by: asSystemd, descriptors })
  const alsoByPath = served.says(`Larder listens on unix:${path}`)
  t.equal(await served.listening, origin)
  await alsoByPath
  t.equal((await fetch(origin)).status, 200)
  t.equal((await request('http://app/', { dispatcher: byPath })).statusCode, 200)

  const reloaded = served.says('"reloaded"')
  served.child.kill('SIGHUP')
  await reloaded
  t.equal((await fetch(origin)).status, 200, 'also after a reload')

  served.child.kill('SIGTERM')
  t.equal(await served.exit, 0)
  t.ok(existsSync(path), 'what systemd has made stays')
})
