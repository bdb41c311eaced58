import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { freshDatabase, startMailServer } from '@larder/testing'
import tap, { type Test, test } from 'tap'
import { withoutNginx } from '../fixtures/course-note.js'
import { root } from '../fixtures/documented-commands.js'
import { freePort } from '../fixtures/free-port.js'
import { typeServer } from '../fixtures/type-server.js'
import { copyWorkspace } from '../fixtures/workspace-copy.js'

// It installs and builds a whole workspace.
tap.setTimeout(1_800_000)
const PAGES = ['docs/from-flask.md', 'docs/zh-CN/from-flask.md']
/** Where the page's servers listen, of which other runs may have theirs. */
const PORTS = ['8000', '5000', '5001', '8080', '2525']

test('From Flask to Larder', { skip: withoutNginx }, async (t) => {
  const [commands, inChinese] = PAGES.map(commandsOf)
  t.same(inChinese, commands, 'both languages say the same commands')
  const [unitTest, sameInChinese] = PAGES.map(unitTestOf)
  t.equal(sameInChinese, unitTest)
  const ports = new Map<string, string>()
  for (const port of PORTS) ports.set(port, `${await freePort()}`)
  const onFreePorts = (text: string) =>
    text.replace(/(?<=127\.0\.0\.1:)\d+/g, (port) => ports.get(port) ?? port)
  await startMailServer(t, { port: Number(ports.get('2525')) })
  const reader = await openReader(t, onFreePorts('127.0.0.1:8000'))
  reader.edit('infra/deploy.json', onFreePorts)
  reader.write('apps/gateway/test/log-in.ts', unitTest ?? '')

  // Should one in between fail.
  t.teardown(async () => {
    for (const command of commands?.filter((one) => / stop\b/.test(one)) ?? []) await reader.type(command)
  })
  for (const command of commands ?? []) {
    // The page says to add a field first.
    if (command.includes('add nickname'))
      reader.edit('prisma/schema/users.prisma', (text) =>
        text.replace(/^model User \{\n/m, (line) => `${line}  nickname String? @db.VarChar(50)\n`)
      )
    // All of its tests are run elsewhere; the page shows one.
    const typed = command === 'npm test' ? 'cd apps/gateway && npm test test/log-in.ts' : command
    const { code, output } = await reader.type(onFreePorts(typed))
    t.equal(code, 0, `${command}${code === 0 ? '' : `: ${output}`}`)
  }
})

/** What the blocks of a page say to type. */
function commandsOf(page: string): string[] {
  const text = readFileSync(path.join(root, page), 'utf8')
  const blocks = [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)]
  return blocks.flatMap(([, block = '']) => block.split('\n').filter((line) => line !== ''))
}

/** The first test that a page shows. */
function unitTestOf(page: string): string | undefined {
  const text = readFileSync(path.join(root, page), 'utf8')
  return /^```ts\n([^`]*?^test\([\s\S]*?)^```/m.exec(text)?.[1]
}

/** Somebody with a checkout, who types commands one after the other. */
async function openReader(t: Test, bind: string) {
  // What the checkout has built is not built again.
  const TURBO_CACHE_DIR = path.join(root, '.turbo/cache')
  const env = { DATABASE_URL: await freshDatabase(t), LARDER_BIND: bind, TURBO_CACHE_DIR }
  const shop = copyWorkspace(t, env)
  await shop.must(t, 'pnpm', 'install', '--frozen-lockfile', '--prefer-offline', '--ignore-scripts')

  /** Runs a command to its end; a server until it listens, and but for that of `npm start` it gets a Ctrl-C then. */
  async function type(command: string): Promise<{ code: number; output: string }> {
    const serves = /^npm start$|gateway start (?!.* -D$)/.test(command)
    if (!serves) return shop.run('sh', '-c', command)
    try {
      const server = await typeServer(t, command, { cwd: shop.folder, env: shop.env })
      if (command !== 'npm start') await server.stop()
      return { code: 0, output: '' }
    } catch (error) {
      return { code: 1, output: String(error) }
    }
  }

  return {
    type,
    edit(file: string, change: (text: string) => string) {
      const full = path.join(shop.folder, file)
      writeFileSync(full, change(readFileSync(full, 'utf8')))
    },
    write(file: string, text: string) {
      writeFileSync(path.join(shop.folder, file), text)
    }
  }
}
