import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { shortFolder } from '@larder/testing'
import { type Test, test } from 'tap'
import { fixture, runServe } from '../fixtures/served-app.js'

test('systemd is told the state of a service', async (t) => {
  const systemd = await listen(t)
  const served = runServe(t, [...ARGS, fixture('app.mjs')], { env: { NOTIFY_SOCKET: systemd.path } })
  await served.listening
  t.same(await systemd.next(), ['READY=1', `MAINPID=${served.child.pid}`], 'when its workers serve')

  served.child.kill('SIGHUP')
  t.same(await systemd.next(), ['RELOADING=1'])
  t.same(await systemd.next(), ['READY=1', `MAINPID=${served.child.pid}`])

  served.child.kill('SIGTERM')
  t.same(await systemd.next(), ['STOPPING=1'])
  t.equal(await served.exit, 0)
})

test('an app is served where systemd does not listen, and the log says so', async (t) => {
  const env = { NOTIFY_SOCKET: `${await shortFolder(t)}/nobody` }
  const served = runServe(t, [...ARGS, fixture('app.mjs')], { env })
  const told = served.says('systemd was not notified')
  t.equal((await fetch(await served.listening)).status, 200)
  await told
  served.child.kill('SIGTERM')
  t.equal(await served.exit, 0)
})

const ARGS = ['-w', '1', '--bind', '127.0.0.1:0']

/** A socket of datagrams in systemd's place, by Python, since Node has none. */
async function listen(t: Test): Promise<{ path: string; next(): Promise<string[]> }> {
  const path = `${await shortFolder(t)}/notify`
  const child = spawn('python3', ['-uc', RECEIVE, path], { stdio: ['ignore', 'pipe', 'inherit'] })
  t.teardown(async () => {
    child.kill()
    await once(child, 'close')
  })
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]()
  const next = async () => JSON.parse((await lines.next()).value)
  t.equal(await next(), 'listening')
  return { path, next }
}

// systemd-notify waits until systemd closes a pipe that it sends along (sd_notify_barrier(3)): recv does so at once.
const RECEIVE = `
import json, socket, sys
systemd = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
systemd.bind(sys.argv[1])
print(json.dumps('listening'))
while True:
    text = systemd.recv(4096).decode()
    if text != 'BARRIER=1': print(json.dumps(text.split()))
`
