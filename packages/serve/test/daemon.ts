import { spawnSync } from 'node:child_process'
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { shortFolder } from '@larder/testing'
import { until } from '@larder/until'
import { test } from 'tap'
import { fixture, runServe } from './fixtures/served-app.js'

const NOBODY = 65_534
const APP = fixture('choosy.mjs')
// Below a home that only root may enter, workers of another account cannot read their own code.
const as = { uid: NOBODY, gid: NOBODY }
const canBeNobody =
  process.getuid?.() === 0 && spawnSync('test', ['-r', import.meta.filename], as).status === 0

test('larder-serve -D', async (t) => {
  const folder = await shortFolder(t)
  const pid = `${folder}/pid`
  const config = `${folder}/larder.json`
  const log = `${folder}/log/error`
  const settings = { workers: 1, bind: `unix:${folder}/app.sock`, 'access-logfile': `${folder}/log/access` }
  const run = (...args: string[]) => runServe(t, args)
  writeFileSync(config, JSON.stringify(settings))
  t.teardown(() => run('stop', '--pid', pid).exit)
  // The workers' account has to find its logs there.
  chmodSync(folder, 0o755)

  await t.test('returns when the workers serve', async (t) => {
    const account = canBeNobody ? ['--user', `${NOBODY}`, '--group', `${NOBODY}`] : []
    const umask = process.umask(0o077)
    const starter = run('--config', config, '--pid', pid, '--error-logfile', log, ...account, '-D', APP)
    process.umask(umask)
    t.equal(await starter.exit, 0, starter.output())
    t.match(starter.output(), /^Larder \(pid \d+\) listens on unix:.*\n$/)
    t.match(readFileSync(log, 'utf8'), /Larder listens on unix:/)
    const master = readFileSync(pid, 'utf8').trim()
    t.equal(sessionOf(master), master, 'it has a session of its own')
    t.match(titleOf(master), /^larder-serve: master \[unix:/)
  })

  await t.test(
    'has workers of the account that was asked for',
    { skip: !canBeNobody && 'needs root, and a checkout that other accounts may read' },
    async (t) => {
      const status = run('status', '--json', '--pid', pid)
      t.equal(await status.exit, 0)
      const [worker] = JSON.parse(status.output()).workers
      t.match(titleOf(worker.pid), 'larder-serve: worker 1')
      t.match(
        readFileSync(`/proc/${worker.pid}/status`, 'utf8'),
        new RegExp(`^Uid:\t${NOBODY}\t${NOBODY}`, 'm')
      )
      t.match(readFileSync(`/proc/${worker.pid}/status`, 'utf8'), /^Groups:\s*$/m, 'it has no other group')
      for (const file of ['app.sock', 'log/access', 'log/error'])
        t.equal(statSync(`${folder}/${file}`).uid, NOBODY)
      t.equal(
        statSync(`${folder}/log`).mode & 0o777,
        0o755,
        'it can enter the folder of its logs, whatever the umask'
      )
    }
  )

  await t.test('is scaled', async (t) => {
    const scale = run('scale', '2', '--pid', pid)
    t.equal(await scale.exit, 0, scale.output())
    t.match(scale.output(), /^worker 2 +\d+ +ready/m)
  })

  await t.test('goes on as before when the new configuration is wrong', async (t) => {
    writeFileSync(config, JSON.stringify({ ...settings, workers: 'many' }))
    const reload = run('reload', '--pid', pid)
    t.equal(await reload.exit, 1)
    t.match(reload.output(), /Not reloaded.*workers in .*larder\.json is 'many'/)
  })

  await t.test('goes on as before when the new workers do not come up', async (t) => {
    const before = JSON.parse(await output('status', '--json'))
    writeFileSync(config, JSON.stringify({ ...settings, workers: 2, 'body-limit': 2_000 }))
    const reload = run('reload', '--pid', pid)
    t.equal(await reload.exit, 1)
    t.match(reload.output(), /Not reloaded.*do not start.*It does not want to/)
    const after = JSON.parse(await output('status', '--json'))
    const pids = ({ workers }: { workers: { pid: number }[] }) => workers.map(({ pid }) => pid)
    t.same(pids(after), pids(before))
  })

  await t.test('goes on as before when its successor does not come up, and may have another', async () => {
    const master = Number(readFileSync(pid, 'utf8'))
    const tries = () => readFileSync(log, 'utf8').split('No successor: The workers do not start').length - 1
    const workers = JSON.parse(await output('status', '--json')).workers.length
    for (const number of [1, 2]) {
      process.kill(master, 'SIGUSR2')
      await until(() => tries() === number, `successor ${number} has said why it does not come up`)
      await until(() => childrenOf(master).length === workers, `successor ${number} has ended`)
    }
  })

  await t.test('ends its workers at WINCH, and has them again at HUP', async (t) => {
    const master = Number(readFileSync(pid, 'utf8'))
    process.kill(master, 'SIGWINCH')
    // Answered after the signal was handled.
    const countWorkers = async () => JSON.parse(await output('status', '--json')).workers.length
    await until(async () => (await countWorkers()) === 0, 'its workers have ended')
    writeFileSync(config, JSON.stringify(settings))
    t.match(await output('reload'), /^worker 1 +\d+ +ready/m)
  })

  await t.test('is stopped', async (t) => {
    t.match(await output('stop'), /has ended/)
    const status = run('status', '--pid', pid)
    t.equal(await status.exit, 1)
    t.match(status.output(), /No larder-serve with the pid file .* is running/)
  })

  await t.test('says why it does not come up', async (t) => {
    const starter = run(
      '-D',
      '-w',
      '1',
      '-b',
      '127.0.0.1:0',
      '--body-limit',
      '2000',
      '--error-logfile',
      log,
      APP
    )
    t.equal(await starter.exit, 3)
    t.match(starter.output().trim(), /^larder-serve: The workers do not start: It does not want to\.$/)
  })

  async function output(...args: string[]): Promise<string> {
    const asked = run(...args, '--pid', pid)
    await asked.exit
    return asked.output()
  }
})

function titleOf(pid: string | number): string {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', '')
}

function childrenOf(pid: number): string[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean)
}

function sessionOf(pid: string): string | undefined {
  // proc(5): what follows the name in brackets is state, parent, group, session.
  return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[3]
}
