import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { projectFolder } from '@larder/postgres'
import tap, { type Test, test } from 'tap'

// It installs and builds a whole workspace, several times.
tap.setTimeout(1_800_000)

test('npm install says that npm start installs', async (t) => {
  const { status, output } = runNpm(unpack(t), 'install')
  t.equal(status, 1)
  t.match(output, 'npm start installs Larder, npm install cannot')
})

test('npm start from a tarball without .git', async (t) => {
  const folder = unpack(t)

  await t.test('opens the shop for root with a umask of 077, where npm ignores scripts', async (t) => {
    const shop = start(t, folder, { npm_config_ignore_scripts: 'true' })
    const [, address = ''] = await shop.says(/Larder is open at (\S+)/)
    t.equal((await fetch(`${address}/goods`)).status, 200)
    shop.child.kill('SIGINT')
    t.equal((await once(shop.child, 'close'))[0], 0, 'and ends by Ctrl-C')
    t.notMatch(shop.output(), /npm warn|ENOENT|\bat .*\.m?js:\d+/, 'without noise')
  })

  await t.test('builds once: no output counts as an input', async (t) => {
    const turbo = path.join(folder, 'node_modules/.bin/turbo')
    const plan = execFileSync(turbo, ['run', 'build', '--dry=json'], { cwd: folder, env: quiet() }).toString()
    const { tasks } = JSON.parse(plan.slice(plan.indexOf('{')))
    t.ok(tasks.length > 10)
    for (const { taskId, cache } of tasks) t.equal(cache.status, 'HIT', taskId)
  })

  await t.test('reads a lock file that alone has changed', async (t) => {
    const lock = path.join(folder, 'pnpm-lock.yaml')
    const known = readFileSync(lock, 'utf8')
    writeFileSync(lock, known.replace(/^lockfileVersion: .*/, "lockfileVersion: '1.0'"))
    t.match(install(), { status: 1, output: /not compatible/ })
    writeFileSync(lock, known)
    t.match(install(), { status: 0, output: /using pnpm/ })
    t.notMatch(install().output, 'using pnpm', 'and once')

    function install() {
      const options = { cwd: folder, env: quiet(), encoding: 'utf8' } as const
      const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/install.mjs'], options)
      return { status, output: stdout + stderr }
    }
  })
})

/** The checkout as a tarball has it: what git knows, and no more. */
function unpack(t: Test): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'larder-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const options = { cwd: projectFolder(), maxBuffer: 1 << 26 }
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], options)
  for (const file of files.toString().split('\0').filter(Boolean))
    cpSync(path.join(options.cwd, file), path.join(folder, file))
  return folder
}

/** As root in a mount namespace of its own, where nothing is in /var/lib yet. */
function start(t: Test, folder: string, env: NodeJS.ProcessEnv) {
  const command = 'umask 077 && exec npm start -- -b 127.0.0.1:0'
  const strict = `mount -t tmpfs tmpfs /var/lib && ${command}`
  const [file, ...args] =
    process.getuid?.() === 0 ? ['unshare', '-m', 'sh', '-c', strict] : ['sh', '-c', command]
  const child: ChildProcess = spawn(file ?? '', args, { cwd: folder, env: { ...quiet(), ...env } })
  t.teardown(() => child.kill())
  let output = ''
  const says = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = (part: unknown) => {
        output += part
        const found = pattern.exec(output)
        if (found) resolve(found)
      }
      for (const stream of [child.stdout, child.stderr]) stream?.on('data', look)
      child.once('exit', () => reject(new Error(output)))
    })
  return { child, says, output: () => output }
}

function runNpm(folder: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd: folder, env: quiet(), encoding: 'utf8' })
  return { status, output: stdout + stderr }
}

function quiet(): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env
  return {
    PATH: PATH?.split(':')
      .filter((part) => !part.includes('node_modules'))
      .join(':'),
    HOME
  }
}
