import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { type Test, test } from 'tap'

test('it says how it is used', async (t) => {
  const { code, output } = await create(t, ['--help'])
  t.equal(code, 0)
  t.match(output, /^npm create larder@latest FOLDER -- \[options\]\n/)
  t.match(
    output,
    /checkout +from the cart to the order \(needs carts, addresses, delivery, orders, payments\)/
  )
})

test('without a terminal it asks nothing', async (t) => {
  t.same(await create(t, []), {
    code: 1,
    output: 'create-larder: Name a folder: npm create larder@latest my-shop\n',
    left: []
  })
})

test('what cannot be is refused in one line', async (t) => {
  const { code, output, left } = await create(t, ['My Shop'])
  t.equal(code, 1)
  t.match(output, /^create-larder: 'My Shop' cannot be the name of a shop\. .*\n$/)
  t.same(left, [])
})

test('where npm fails it says why, and leaves nothing', async (t) => {
  const { code, output, left } = await create(
    t,
    ['jam', '--features', 'favourites', '--languages', 'en,de'],
    'echo E404 no such package; exit 1'
  )
  t.equal(code, 1)
  t.match(output, 'favourites does not work without carts, which comes along.\n')
  t.match(output, 'Larder has no words in de: pages are in English where languages/ has none of yours.\n')
  t.match(output, /create-larder: "npm install .*" failed, so nothing was made\.\nE404 no such package\n$/)
  t.same(left, [])
})

test('Ctrl-C leaves nothing', async (t) => {
  const { code, output, left } = await create(t, ['jam', '--yes'], 'kill -INT $PPID; exec tail -f /dev/null')
  t.equal(code, 130)
  t.match(output, /create-larder: interrupted\. Nothing was made\.\n$/)
  t.same(left, [])
})

test('Ctrl-C at the first moment leaves nothing, and npm does not run', async (t) => {
  const { code, left } = await create(t, ['jam', '--yes'], 'touch ../npm', ['--import', INTERRUPT_EARLY])
  t.equal(code, 130)
  t.same(left, [])
})

test('the folders on the way go too, up to one that has something', async (t) => {
  const leftBy = async (npm: string) => (await create(t, ['orchard/fruit/jam', '--yes'], npm)).left
  t.same(await leftBy('exit 1'), [])
  t.same(await leftBy('kill -INT $PPID; exec tail -f /dev/null'), [])
  t.same(await leftBy('touch ../../basket; exit 1'), ['orchard', 'orchard/basket'])
})

/** Has the process interrupt itself as soon as there is a draft. */
const INTERRUPT_EARLY = `data:text/javascript,${encodeURIComponent(`
  import fs from 'node:fs/promises'
  import { syncBuiltinESMExports } from 'node:module'
  import { once } from 'node:events'
  const { mkdtemp } = fs
  fs.mkdtemp = async (prefix) => {
    const draft = await mkdtemp(prefix)
    const heard = once(process, 'SIGINT')
    // Listening to a signal does not keep a process.
    const held = setInterval(() => {}, 1_000)
    process.kill(process.pid, 'SIGINT')
    await heard
    clearInterval(held)
    return draft
  }
  syncBuiltinESMExports()`)}`

/** Runs the command in an empty folder, with a script in the place of npm. */
async function create(t: Test, args: string[], npm = 'exit 1', nodeArgs: string[] = []) {
  const folder = t.testdir({ bin: { npm: `#!/bin/sh\n${npm}\n` }, projects: {} })
  chmodSync(path.join(folder, 'bin/npm'), 0o755)
  const { NODE_OPTIONS, ...env } = process.env
  const child = spawn(process.execPath, [...nodeArgs, path.resolve('bin/create-larder.js'), ...args], {
    cwd: path.join(folder, 'projects'),
    env: { ...env, PATH: `${path.join(folder, 'bin')}:${env.PATH}` },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close')
  ])
  return {
    code,
    output: stdout + stderr,
    left: readdirSync(path.join(folder, 'projects'), { recursive: true }).sort()
  }
}
