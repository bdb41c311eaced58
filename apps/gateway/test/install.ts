import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { projectFolder } from '@larder/postgres'
import { test } from 'tap'

const root = projectFolder()
const { scripts, devDependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))

test('no command leaves its installation to npm, which skips hooks where scripts are ignored', (t) => {
  t.same(
    Object.keys(scripts).filter((name) => /^(pre|post)/.test(name)),
    ['postinstall']
  )
  t.end()
})

test('npm install stops at a name that says what to run', (t) => {
  // npm prints the specifier of the first dependency that it cannot take.
  t.equal(Object.values(devDependencies)[0], 'catalog:npm start installs Larder, npm install cannot')
  t.end()
})

test('what comes before the first installation', async (t) => {
  const folder = t.testdir({ bin: { npx: '#!/bin/sh\necho "npx $*"\nexit 1\n' } })
  chmodSync(path.join(folder, 'bin/npx'), 0o755)
  cpSync(path.join(root, 'scripts'), path.join(folder, 'scripts'), { recursive: true })
  const run = (script: string, env: NodeJS.ProcessEnv) =>
    new Promise<string[]>((resolve) => {
      const file = path.join(folder, 'scripts', script)
      const PATH = `${folder}/bin:/usr/bin:/bin`
      execFile(process.execPath, [file], { env: { PATH, ...env } }, (_error, stdout, stderr) =>
        resolve([...stdout.trim().split('\n'), ...stderr.trim().split('\n')])
      )
    })

  await t.test('is an npm that does not warn of the settings of pnpm', async (t) => {
    const [npx] = await run('start.mjs', { HOME: folder })
    t.match(npx, /^npx --yes --loglevel=error pnpm@[\d.]+ --loglevel=info install --frozen-lockfile/)
    const [asked] = await run('start.mjs', { HOME: folder, npm_config_loglevel: 'verbose' })
    t.match(asked, /^npx --yes pnpm@[\d.]+ install/)
  })

  await t.test('names npm_config_cache where the home cannot be written to', async (t) => {
    const readOnly = await run('start.mjs', { HOME: '/dev/null/anna' })
    t.match(
      readOnly.at(-1),
      /^larder: npm cannot write to its cache \/dev\/null\/anna\/\.npm \(ENOTDIR\)\..* npm_config_cache=/
    )
    const elsewhere = await run('start.mjs', { HOME: '/dev/null/anna', npm_config_cache: folder })
    t.equal(elsewhere.at(-1), 'larder: The packages could not be installed: see above.')
  })

  await t.test('is told in one line where a program is not there', async (t) => {
    t.match(await run('build.mjs', { HOME: folder }), [
      '',
      /^larder: building/,
      /^larder: turbo is not there, or may not be run \(ENOENT\)\. "npm start" installs/
    ])
  })
})

test('pnpm is asked only where something has changed since it last looked', async (t) => {
  const described = () => ({ 'package.json': '{}', node_modules: {} })
  const folder = t.testdir({
    ...{ 'pnpm-lock.yaml': '', 'pnpm-workspace.yaml': '', '.npmrc': '', '.pnpmfile.cjs': '' },
    bin: { npx: '#!/bin/sh\necho pnpm\n', turbo: '#!/bin/sh\necho turbo by "$(command -v pnpm)"\n' },
    packages: { one: described() },
    apps: { shop: described() },
    infra: described(),
    'package.json': '{}',
    node_modules: {}
  })
  for (const name of ['npx', 'turbo']) chmodSync(path.join(folder, 'bin', name), 0o755)
  cpSync(path.join(root, 'scripts'), path.join(folder, 'scripts'), { recursive: true })
  const at = (name: string) => path.join(folder, name)
  const look = (state: object) =>
    writeFileSync(at('node_modules/.pnpm-workspace-state-v1.json'), JSON.stringify(state))
  const asked = async () => {
    const env = { PATH: `${folder}/bin:/usr/bin:/bin`, HOME: folder }
    const { stdout } = await promisify(execFile)(process.execPath, [at('scripts/install.mjs')], { env })
    return stdout.trim().split('\n')
  }
  const turbo = `turbo by ${at('scripts/turbo/pnpm')}`
  const inAnHour = Date.now() + 3_600_000
  const looked = {
    lastValidatedTimestamp: inAnHour,
    projects: { [folder]: {} },
    settings: { dev: true, production: true, optional: true },
    filteredInstall: false
  }

  t.same(await asked(), ['pnpm', turbo], 'it has not looked yet')
  look(looked)
  t.same(await asked(), [turbo])
  writeFileSync(at('packages/one/package.json'), '{ "name": "one" }')
  const afterwards = new Date(inAnHour + 1_000)
  utimesSync(at('packages/one/package.json'), afterwards, afterwards)
  t.same(await asked(), ['pnpm', turbo], 'a package has changed')
  utimesSync(at('packages/one/package.json'), 0, 0)
  t.same(await asked(), [turbo])
  look({ ...looked, projects: { [folder]: {}, [at('packages/removed')]: {} } })
  t.same(await asked(), ['pnpm', turbo], 'a package was removed')
  look({ ...looked, settings: { ...looked.settings, dev: false } })
  t.same(await asked(), ['pnpm', turbo], 'it has installed what production needs alone')
  look({ ...looked, filteredInstall: true })
  t.same(await asked(), ['pnpm', turbo], 'it has installed a part')
  look(looked)
  rmSync(at('packages/one/node_modules'), { recursive: true })
  t.same(await asked(), ['pnpm', turbo], 'what was installed was removed')
})

test('Ctrl-C during the first build ends npm start, though turbo ends well', async (t) => {
  const turbo = '#!/bin/sh\ntrap "exit 0" INT\necho begun\nwhile :; do sleep 0.1; done\n'
  const folder = t.testdir({ bin: { npx: '#!/bin/sh\n', turbo } })
  for (const name of ['npx', 'turbo']) chmodSync(path.join(folder, 'bin', name), 0o755)
  cpSync(path.join(root, 'scripts'), path.join(folder, 'scripts'), { recursive: true })
  const env = { PATH: `${folder}/bin:/usr/bin:/bin`, HOME: folder }
  const start = spawn(process.execPath, [path.join(folder, 'scripts/start.mjs')], { env })
  t.teardown(() => start.kill('SIGKILL'))
  const [ended, said] = [once(start, 'exit'), text(start.stderr)]
  for await (const chunk of start.stdout) if (String(chunk).includes('begun')) start.kill('SIGINT')
  t.equal((await ended)[0], 130)
  t.equal(await said, 'larder: building the packages, a minute or two …\n')
})

test('turbo runs our scripts as pnpm does', async (t) => {
  const answer = '#!/bin/sh\necho "answer $*"\n'
  const folder = t.testdir({ node_modules: { '.bin': { pnpm: '#!/bin/sh\necho "pnpm $*"\n', answer } } })
  const describe = (scripts: object, rest = {}) =>
    writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ scripts, ...rest }, null, 2))
  for (const name of ['pnpm', 'answer']) chmodSync(path.join(folder, 'node_modules/.bin', name), 0o755)
  cpSync(path.join(root, 'scripts'), path.join(folder, 'scripts'), { recursive: true })
  const pnpm = async (...args: string[]) => {
    const { stdout } = await promisify(execFile)(path.join(folder, 'scripts/turbo/pnpm'), args, {
      cwd: folder
    })
    return stdout.trim()
  }
  describe({ build: 'answer one && answer two', test: 'answer "two"' })
  t.equal(await pnpm('run', 'build'), 'answer one\nanswer two')
  t.equal(await pnpm('run', 'test'), 'pnpm run test', 'what sh would read otherwise is left to pnpm')
  t.equal(await pnpm('--version'), 'pnpm --version')
  describe({ build: 'answer one && exit 3' }, { wireit: { test: 'answer' } })
  await t.rejects(pnpm('run', 'build'), { code: 3 })
  t.equal(await pnpm('run', 'test'), 'pnpm run test', 'no script of this name')
  describe({ build: 'answer one', postbuild: 'answer two' })
  t.equal(await pnpm('run', 'build'), 'pnpm run build')
})
