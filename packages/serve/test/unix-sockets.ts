import { once } from 'node:events'
import { existsSync, linkSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import net, { createServer, type Server } from 'node:net'
import { shortFolder } from '@larder/testing'
import { type Test, test } from 'tap'
import { claimPidFile } from '../src/master/pid-file.js'
import { closeSockets, openSockets } from '../src/sockets/listening-sockets.js'
import { freePath, isAnswered, removeSocket } from '../src/sockets/unix-sockets.js'

const TEXT = 'precious\n'

test('a path to listen on', async (t) => {
  const folder = await shortFolder(t)

  await t.test('is free where nothing is, or what a killed process has left', async (t) => {
    await freePath(`${folder}/nothing`)
    const left = await leaveSocket(folder)
    t.equal(await isAnswered(left), false)
    await freePath(left)
    t.notOk(existsSync(left))
  })

  await t.test('is not free where a process listens', async (t) => {
    const path = `${folder}/taken`
    await listen(t, path)
    t.equal(await isAnswered(path), true)
    await t.rejects(freePath(path), { code: 'EADDRINUSE' })
    t.ok(existsSync(path))
  })

  await t.test('is not that of a file, a folder or a link', async (t) => {
    writeFileSync(`${folder}/notes.txt`, TEXT)
    mkdirSync(`${folder}/folder`)
    symlinkSync('notes.txt', `${folder}/link`)
    for (const name of ['notes.txt', 'folder', 'link']) {
      await t.rejects(freePath(`${folder}/${name}`), { code: 'ENOTSOCK' }, name)
      removeSocket(`${folder}/${name}`)
      t.ok(existsSync(`${folder}/${name}`))
    }
    t.equal(readFileSync(`${folder}/notes.txt`, 'utf8'), TEXT)
  })

  await t.test('has 107 bytes at most', async (t) => {
    const longest = `${folder}/`.padEnd(107, 'x')
    await freePath(longest)
    await listen(t, longest)
    t.equal(await isAnswered(longest), true)
    const cut = `${longest}y`
    await t.rejects(freePath(cut), { code: 'ENAMETOOLONG' })
    t.equal(await isAnswered(cut), false, 'though Node 20 would take the first 107 for it')
    await t.rejects(freePath(`${folder}/`.padEnd(107, 'ä')), { code: 'ENAMETOOLONG' })
  })
})

test('an instance', async (t) => {
  const folder = await shortFolder(t)
  const notes = `${folder}/notes.txt`
  writeFileSync(notes, TEXT)
  const bind = (path: string) => openSockets({ bind: [{ path }] })

  await t.test('listens in the place of no file', async (t) => {
    const message = new RegExp(`^unix:${notes} is a file, and no socket`)
    await t.rejects(bind(notes), { code: 'SERVE_ERR_ADDRESS', message })
    await t.rejects(bind(`${folder}/`.padEnd(135, 'x')), { message: /is too long for a socket: 107 bytes/ })
    t.equal(readFileSync(notes, 'utf8'), TEXT)
  })

  await t.test('removes its own sockets alone', async (t) => {
    const sockets = await bind(`${folder}/shop.sock`)
    linkSync(notes, `${folder}/other`)
    closeSockets(sockets)
    t.notOk(existsSync(`${folder}/shop.sock`))
    const [socket] = await bind(`${folder}/shop.sock`)
    if (!socket) throw new Error('It has none.')
    closeSockets([{ ...socket, address: { path: notes } }])
    t.equal(readFileSync(notes, 'utf8'), TEXT)
  })

  await t.test('writes its pid over no other file', async (t) => {
    const claim = (wanted: string) =>
      claimPidFile({ wanted, command: 'larder-serve', successor: false }, async () => ({
        error: 'nothing to say'
      }))
    for (const [file, message] of [
      [notes, /notes\.txt cannot be made: another file has that name/],
      [`${folder}/nowhere/pid`, /its folder is missing/],
      [`${folder}/`.padEnd(103, 'x'), /is too long for a socket: 107 bytes/]
    ] as const) {
      await t.rejects(claim(file), { code: 'SERVE_ERR_PID_FILE', message })
    }
    t.equal(readFileSync(notes, 'utf8'), TEXT)
    writeFileSync(`${folder}/pid.sock`, TEXT)
    await t.rejects(claim(`${folder}/pid`), { message: /is a file, and no socket/ })
    t.notOk(existsSync(`${folder}/pid`))
  })
})

test('net._createServerHandle, which Node does not document, binds and does not accept', async (t) => {
  const path = `${await shortFolder(t)}/socket`
  const handles = [
    net._createServerHandle('127.0.0.1', 0, 4, -1, 0),
    net._createServerHandle(path, -1, -1, -1, 0)
  ]
  for (const handle of handles) {
    if (typeof handle === 'number') throw new Error(`It cannot be made: ${handle}`)
    t.ok(handle.fd > 2, 'it has a descriptor, which workers inherit')
    handle.close()
  }
  t.type(net._createServerHandle('192.0.2.1', 0, 4, -1, 0), 'number', 'what goes wrong is a number')
})

async function listen(t: Test, path: string): Promise<Server> {
  const server = createServer().listen(path)
  await once(server, 'listening')
  t.teardown(() => server.close())
  return server
}

/** A socket on which nobody listens any more: the other name of one that is closed. */
async function leaveSocket(folder: string): Promise<string> {
  const server = createServer().listen(`${folder}/first`)
  await once(server, 'listening')
  linkSync(`${folder}/first`, `${folder}/left`)
  server.close()
  await once(server, 'close')
  return `${folder}/left`
}
