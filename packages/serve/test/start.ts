import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { pathToFileURL } from 'node:url'
import { shortFolder } from '@larder/testing'
import { until } from '@larder/until'
import { test } from 'tap'
import { BIN, fixture, runServe } from './fixtures/served-app.js'

const APP = fixture('app.mjs')

test('larder-serve', async (t) => {
  const folder = await shortFolder(t)

  t.test('serves until SIGTERM, which may come twice', async (t) => {
    const socket = `${folder}/app.sock`
    const args = ['-w', '1', '--max-requests', '3', '--drain-delay', '1', '-b', `unix:${socket}`]
    const served = runServe(t, [...args, APP])
    await served.listening
    const replaced = served.says('has ended')
    for (let request = 0; request < 3; request++) t.equal(await statusOf(socket, '/'), 200)
    await replaced
    t.equal(await statusOf(socket, '/readyz'), 200, 'also by another worker after --max-requests')
    const stopping = served.says('stops when')
    served.child.kill('SIGTERM')
    served.child.kill('SIGTERM')
    await stopping
    await until(async () => (await statusOf(socket, '/readyz')) !== 200, 'it is not ready')
    t.equal(await statusOf(socket, '/readyz'), 503, 'not ready')
    t.equal(await statusOf(socket, '/'), 200, 'but there, for as long as balancers need to notice')
    t.equal(await served.exit, 0)
    t.notOk(existsSync(socket), 'its socket is gone')
  })

  t.test('again, after kill -9 of the master, at the same address with the same pid file', async (t) => {
    const pid = `${folder}/pid`
    const args = ['-w', '1', '--pid', pid, '-b']
    const killed = runServe(t, [...args, '127.0.0.1:0', APP])
    const origin = await killed.listening
    killed.child.kill('SIGKILL')
    const began = performance.now()
    await killed.exit
    t.ok(performance.now() - began < 15_000, 'the worker has noticed, which has 30 seconds')
    t.ok(existsSync(pid), 'its pid file is left')
    // By now another program may have that number.
    writeFileSync(pid, `${process.pid}\n`)
    const served = runServe(t, [...args, new URL(origin).host, APP])
    t.equal(await served.listening, origin)
    t.equal((await fetch(origin)).status, 200)

    const second = runServe(t, [...args, '127.0.0.1:0', APP])
    t.equal(await second.exit, 1)
    t.match(second.output(), new RegExp(`runs already \\(pid ${served.child.pid}\\)`))

    served.child.kill('SIGINT')
    t.equal(await served.exit, 0)
    t.notOk(existsSync(pid), 'its pid file is gone')
  })

  t.test('has `node --watch` hear of what its workers load', async (t) => {
    const args = ['-w', '1', '-b', `unix:${folder}/watched.sock`, APP]
    const env = { ...process.env, WATCH_REPORT_DEPENDENCIES: '1' }
    const watched = spawn(process.execPath, [BIN, ...args], {
      env,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc']
    })
    t.teardown(() => void watched.kill('SIGKILL'))
    const messages: string[] = []
    watched.on('message', (message) => messages.push(JSON.stringify(message)))
    const isReported = () => messages.some((text) => text.includes(pathToFileURL(APP).href))
    await until(isReported, 'the app, which only the worker loads, is reported')
    watched.kill('SIGTERM')
    t.same(await once(watched, 'exit'), [0, null])
  })

  t.test('says that the port is taken', async (t) => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    t.teardown(() => other.close())
    const bind = `127.0.0.1:${(other.address() as AddressInfo).port}`
    const served = runServe(t, ['-b', bind, APP])
    t.equal(await served.exit, 1)
    t.match(
      served.output().trim(),
      new RegExp(`^larder-serve: ${bind} is taken\\. .*--bind.*$`),
      'in one line'
    )
  })

  t.test('says why an app cannot be had, and what to do', async (t) => {
    for (const [file, code, says] of [
      ['nowhere', 1, /^larder-serve: nowhere is not there\. Name the file of the app\.$/],
      ['tsconfig.json:app', 3, /^larder-serve: The workers do not start: .*tsconfig\.json/],
      [
        'README.md',
        3,
        /^larder-serve: The workers do not start: .*README\.md is nothing that this Node runs\. Build it/
      ]
    ] as const) {
      const served = runServe(t, ['-w', '1', '-b', '127.0.0.1:0', file])
      t.equal(await served.exit, code, file)
      t.match(served.output().trim().split('\n').at(-1), says)
    }
  })
})

function statusOf(socketPath: string, path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request({ socketPath, path }, (response) => {
      response.resume()
      resolve(response.statusCode)
    })
      .on('error', reject)
      .end()
  })
}
