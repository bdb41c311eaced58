import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import { test } from 'tap'
import { LEFTOVERS } from '../src/database/postgresql/leftovers.js'
import { connectServer } from '../src/database/postgresql/server.js'
import { shortFolder } from '../src/index.js'

test('leftovers are test databases, and all templates but the newest', async (t) => {
  const { query } = await connectServer()
  const id = randomUUID().replaceAll('-', '')
  const [test = '', old = '', young = '', shop = ''] = ['test', 'template_old', 'template_new', 'shop'].map(
    (kind) => `larder_${kind}_${id}`
  )
  for (const name of [test, old, young, shop]) {
    await query(`CREATE DATABASE ${name}`)
    t.teardown(() => query(`DROP DATABASE ${name}`))
  }
  const names = (await query(LEFTOVERS)).rows.map(({ name }) => name)
  for (const name of [test, old]) t.ok(names.includes(name), name)
  t.notOk(names.includes(shop))
  // Another process may have made one since.
  t.ok(!names.includes(young) || names.length > 2)
})

test('a short folder takes the masters along whose pid files are in it, and nobody else', async (t) => {
  const sleep = (title: string) => {
    const child = spawn('sleep', ['600'], { argv0: title })
    t.teardown(() => child.kill('SIGKILL'))
    return { pid: String(child.pid), exit: once(child, 'exit') }
  }
  const [shop, nginx, other] = ['shop: master [127.0.0.1:8000]', 'nginx: master process', 'sleep'].map(sleep)
  let folder = ''
  await t.test('which a test has', async (t) => {
    folder = await shortFolder(t)
    writeFileSync(`${folder}/shop.pid`, `${shop?.pid}\n`)
    writeFileSync(`${folder}/pid`, `${nginx?.pid}`)
    writeFileSync(`${folder}/other.pid`, `${other?.pid}\n`)
  })
  t.match(await Promise.all([shop?.exit, nginx?.exit]), [
    [null, 'SIGINT'],
    [null, 'SIGINT']
  ])
  t.ok(existsSync(`/proc/${other?.pid}`))
  t.notOk(existsSync(folder))
})
